import * as z from 'zod'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { momentInChina } from '../chinaTime.ts'
import type { DiskFailure } from '../files.ts'
import type { Journal } from '../journal/journal.ts'
import { findJson } from '../journal/opening.ts'
import type { Kept } from '../kept.ts'
import type { Clock } from '../ports.ts'

/**
 * What a server has confirmed, as records of the journal: per stream the last record, own and of others, up to which it
 * has everything. Receipts count for one server in one life: one that was restored or made anew has confirmed nothing.
 */
export interface Receipts {
  readonly server: ServerLife
  /** Records of a stream up to these numbers are confirmed. */
  upTo(stream: string): ConfirmedUpTo
  /** Documents that the server had last of all, per database: where one is missing, it has been put back. */
  lastDocuments(): ReadonlyMap<string, readonly string[]>
  note(confirmed: readonly Confirmed[], last: ReadonlyMap<string, readonly string[]>): Promise<Result<null, DiskFailure>>
  /** The server has the whole file. */
  hasFile(stream: string, sha256: string): boolean
  /** `last`: documents that it stands in. */
  noteFile(stream: string, sha256: string, last?: ReadonlyMap<string, readonly string[]>): Promise<Result<null, DiskFailure>>
  /** The server does not have these any more, whatever it confirmed. */
  revoke(streams: readonly string[]): Promise<Result<null, DiskFailure>>
  /** Begins another life of the server: from now on nothing is confirmed. */
  renew(): Promise<Result<Receipts, DiskFailure>>
}
export interface ServerLife {
  readonly uuid: string
  readonly life: number
}
export interface ConfirmedUpTo {
  readonly journal: number
  readonly kept: number
  /** Also what came from this server has to be sent to it again. */
  readonly revoked: boolean
}
export interface Confirmed {
  readonly stream: string
  readonly journal: number
  readonly kept: number
}

export const receiptsStream = 'receipts'
const seq = z.int().min(0)
const lastShape = z.array(z.object({ database: z.string(), ids: z.array(z.string()) }))
const ofServer = { server: z.string(), life: seq, at: z.string() }
const receiptShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('confirmed'),
    ...ofServer,
    /** How far `kept` went: where it was put back since, its numbers mean others. */
    kept: z.object({ seq, chain: z.string() }).nullable(),
    streams: z.array(z.object({ stream: z.string(), journal: seq, kept: seq })),
    last: lastShape,
  }),
  z.object({ kind: z.literal('file.confirmed'), ...ofServer, stream: z.string(), sha256: z.string(), last: lastShape.default([]) }),
  z.object({ kind: z.literal('revoked'), ...ofServer, streams: z.array(z.string()) }),
  z.object({ kind: z.literal('server.renewed'), ...ofServer }),
])
type Receipt = z.infer<typeof receiptShape>

export interface ReceiptsPorts {
  readonly journal: Pick<Journal, 'append' | 'index' | 'read'>
  readonly kept: Pick<Kept, 'log'>
  readonly clock: Clock
}

const nothing: ConfirmedUpTo = { journal: 0, kept: 0, revoked: false }
const lastKept = 8

export async function openReceipts(ports: ReceiptsPorts, uuid: string): Promise<Result<Receipts, DiskFailure>> {
  const index = await ports.journal.index()
  if (!index.ok) return index
  const bodies = await ports.journal.read(index.value.seqsOf(receiptsStream))
  if (!bodies.ok) return bodies
  const all = bodies.value.flatMap((body): Receipt[] => {
    const receipt = receiptShape.safeParse(body && findJson(body)).data
    return receipt?.server === uuid ? [receipt] : []
  })
  const life = all.reduce((newest, receipt) => Math.max(newest, receipt.life), 1)
  const ofLife = all.filter((receipt) => receipt.life === life)
  const trusted = await countTrusted(ports.kept, ofLife)
  return ok(createReceipts(ports, { uuid, life }, ofLife.map((receipt, at) => (receipt.kind === 'confirmed' && at >= trusted ? { ...receipt, streams: receipt.streams.map((each) => ({ ...each, kept: 0 })) } : receipt))))
}

/** Receipts up to the newest one that has seen records of `kept` which are still there. */
async function countTrusted({ log }: Pick<Kept, 'log'>, receipts: readonly Receipt[]): Promise<number> {
  for (let at = receipts.length - 1; at >= 0; at -= 1) {
    const receipt = receipts[at]
    if (receipt?.kind !== 'confirmed') continue
    if (receipt.kept === null || (await log?.findChain(receipt.kept.seq)) === receipt.kept.chain) return at + 1
  }
  return 0
}

function createReceipts(ports: ReceiptsPorts, server: ServerLife, found: readonly Receipt[]): Receipts {
  const streams = new Map<string, ConfirmedUpTo>()
  const last = new Map<string, readonly string[]>()
  /** Digests, by stream. */
  const files = new Map<string, ReadonlySet<string>>()
  for (const receipt of found) take(receipt)

  function take(receipt: Receipt): void {
    if (receipt.kind === 'confirmed' || receipt.kind === 'file.confirmed') for (const { database, ids } of receipt.last) last.set(database, [...(last.get(database) ?? []), ...ids].slice(-lastKept))
    if (receipt.kind === 'file.confirmed') files.set(receipt.stream, new Set([...(files.get(receipt.stream) ?? []), receipt.sha256]))
    for (const stream of receipt.kind === 'revoked' ? receipt.streams : []) {
      streams.set(stream, { ...nothing, revoked: true })
      files.delete(stream)
    }
    if (receipt.kind !== 'confirmed') return
    for (const { stream, journal, kept } of receipt.streams) {
      const before = streams.get(stream) ?? nothing
      streams.set(stream, { journal: Math.max(before.journal, journal), kept: Math.max(before.kept, kept), revoked: false })
    }
  }

  async function write(receipt: Receipt): Promise<Result<null, DiskFailure>> {
    const appended = await ports.journal.append(receiptsStream, Buffer.from(canonicalJson(receipt)))
    if (!appended.ok) return appended
    take(receipt)
    return ok(null)
  }
  const about = () => ({ server: server.uuid, life: server.life, at: momentInChina(ports.clock.now()) })

  return {
    server,
    upTo: (stream) => streams.get(stream) ?? nothing,
    lastDocuments: () => last,
    note: (confirmed, lastDocuments) => {
      const head = ports.kept.log?.head() ?? null
      return write({
        kind: 'confirmed',
        ...about(),
        kept: head && { seq: head.seq, chain: head.chain },
        streams: confirmed.map(({ stream, journal, kept }) => ({ stream, journal, kept })),
        last: shortest(lastDocuments),
      })
    },
    hasFile: (stream, sha256) => files.get(stream)?.has(sha256) === true,
    noteFile: (stream, sha256, lastDocuments = new Map()) => write({ kind: 'file.confirmed', ...about(), stream, sha256, last: shortest(lastDocuments) }),
    revoke: (lost) => write({ kind: 'revoked', ...about(), streams: [...lost] }),
    renew: async () => {
      const life = server.life + 1
      const written = await write({ kind: 'server.renewed', ...about(), life })
      return written.ok ? ok(createReceipts(ports, { uuid: server.uuid, life }, [])) : written
    },
  }
}

const shortest = (documents: ReadonlyMap<string, readonly string[]>): z.infer<typeof lastShape> => [...documents].map(([database, ids]) => ({ database, ids: ids.slice(-lastKept) }))
