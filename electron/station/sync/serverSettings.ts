import { join } from 'node:path'
import * as z from 'zod'
import type { ServerAccount, ServerRefusal } from '../../../shared/contracts/sync.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { type DiskFailure, type Files, findFile, onDisk, replaceFile } from '../files.ts'
import { findJson } from '../journal/opening.ts'

/** The server of this profile: `server.json`, and its password in a place of its own. */
export interface ServerSettings {
  readonly url: string
  readonly account: string
  /** PEM: the only authority that is believed of this server's certificate; `null`: those that every computer knows. */
  readonly authority: string | null
  /** Of the last contact: what it has confirmed is known without asking; `null` before the first. */
  readonly uuid: string | null
  /** Somebody wanted nothing to be sent, and has not said otherwise since. */
  readonly paused: boolean
  /** Of an earlier run of the program, ISO 8601. */
  readonly lastContactAt: string | null
}

/** Where a password is kept; a plain file for this user alone, until there is something better. */
export interface Secrets {
  read(): Promise<string | null>
  write(secret: string): Promise<void>
  forget(): Promise<void>
}
export const secretFile = (files: Files, profileDir: string): Secrets => {
  const path = join(profileDir, 'server-password')
  return {
    read: async () => {
      const found = await findFile(files, path)
      return found ? Buffer.from(found).toString('utf8') : null
    },
    // Files are made for this user alone (0600).
    write: (secret) => replaceFile(files, path, Buffer.from(secret)),
    forget: () => files.remove(path),
  }
}

const settingsShape = z.object({ url: z.string(), account: z.string(), authority: z.string().nullable().default(null), uuid: z.string().nullable(), paused: z.boolean().default(false), lastContactAt: z.iso.datetime({ offset: true }).nullable().default(null) })
const nameOf = (profileDir: string): string => join(profileDir, 'server.json')

/** `null` where none is set, or where the file says nothing that can be used. */
export async function findServer(files: Files, profileDir: string): Promise<Result<ServerSettings | null, DiskFailure>> {
  const found = await onDisk('server', () => findFile(files, nameOf(profileDir)))
  if (!found.ok) return found
  const settings = settingsShape.safeParse(found.value && findJson(found.value)).data
  return ok(settings && readAddress(settings.url).ok ? settings : null)
}

export function writeServer(files: Files, profileDir: string, settings: ServerSettings): Promise<Result<void, DiskFailure>> {
  return onDisk('server', () => replaceFile(files, nameOf(profileDir), Buffer.from(`${canonicalJson({ ...settings })}\n`)))
}

export function forgetServer(files: Files, profileDir: string, secrets: Secrets): Promise<Result<void, DiskFailure>> {
  return onDisk('server', async () => {
    await secrets.forget()
    await files.remove(nameOf(profileDir))
    await files.syncFolder(profileDir)
  })
}

const thisComputer = new Set(['localhost', '127.0.0.1', '[::1]'])

/** A password in the clear is for everyone on the way; only a server on this computer may do without encryption. */
export function readAddress(typed: string): Result<string, { readonly kind: ServerRefusal }> {
  const url = findUrl(typed.trim())
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return fail({ kind: 'no-address' })
  // An account belongs into its own field, where it is not shown with the address.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return fail({ kind: 'no-address' })
  if (url.protocol === 'http:' && !thisComputer.has(url.hostname)) return fail({ kind: 'not-encrypted' })
  return ok(url.href.endsWith('/') ? url.href : `${url.href}/`)
}
const findUrl = (typed: string): URL | null => (URL.canParse(typed) ? new URL(typed) : null)

export const isEncrypted = (url: string): boolean => findUrl(url)?.protocol === 'https:'

/** Another path or account is still the same server. */
export const isSameServer = (one: string, other: string): boolean => new URL(one).origin === new URL(other).origin

export const readAccount = ({ url, account, password }: ServerAccount): Result<ServerAccount, { readonly kind: ServerRefusal }> => {
  const address = readAddress(url)
  return address.ok ? ok({ url: address.value, account: account.trim(), password }) : address
}
