import { randomBytes } from 'node:crypto'
import { isObject, type Json, type JsonObject, Refusal, textOf } from './document.ts'
import type { UserContext } from './functions.ts'

interface Account extends UserContext {
  readonly password: string
}

/** Who may come in: Basic, or a cookie from `_session`. */
export class Accounts {
  readonly #accounts = new Map<string, Account>()
  readonly #sessions = new Map<string, string>()

  constructor(admin: { readonly name: string; readonly password: string }) {
    this.#accounts.set(admin.name, { ...admin, roles: ['_admin'] })
  }
  /** From a document of `_users`. */
  keep(document: JsonObject): void {
    const name = textOf(document['name'])
    const password = textOf(document['password'])
    const roles = document['roles']
    if (name === null || password === null || !Array.isArray(roles)) throw new Refusal(403, 'forbidden', 'not a user document')
    this.#accounts.set(name, { name, password, roles: roles.map(String) })
  }
  signIn(body: Json): { readonly cookie: string; readonly user: UserContext } {
    const name = isObject(body) ? (textOf(body['name']) ?? textOf(body['username'])) : null
    const user = this.#check(name, isObject(body) ? textOf(body['password']) : null)
    const token = randomBytes(16).toString('base64url')
    this.#sessions.set(token, user.name ?? '')
    return { cookie: `AuthSession=${token}; Version=1; Path=/; HttpOnly`, user }
  }
  /** Every cookie is void from now on. */
  expireSessions(): void {
    this.#sessions.clear()
  }
  /** Refuses wrong credentials; nobody without any. */
  whoIs(authorization: string | undefined, cookie: string | undefined): UserContext {
    if (authorization?.startsWith('Basic ')) {
      const [name = '', ...password] = Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')
      return this.#check(name, password.join(':'))
    }
    const token = /AuthSession=([\w-]+)/.exec(cookie ?? '')?.[1]
    const account = this.#accounts.get(this.#sessions.get(token ?? '') ?? '')
    return account ? { name: account.name, roles: account.roles } : { name: null, roles: [] }
  }
  #check(name: string | null, password: string | null): UserContext {
    const account = this.#accounts.get(name ?? '')
    if (!account || account.password !== password) throw new Refusal(401, 'unauthorized', 'Name or password is incorrect.')
    return { name: account.name, roles: account.roles }
  }
}

/** Whether a user may be in a database at all; admins of the server always may. */
export function checkMember(user: UserContext, security: JsonObject): void {
  if (user.roles.includes('_admin')) return
  const isIn = (part: Json | undefined): boolean => {
    if (!isObject(part)) return false
    const names = Array.isArray(part['names']) ? part['names'] : []
    const roles = Array.isArray(part['roles']) ? part['roles'] : []
    return names.includes(user.name) || user.roles.some((role) => roles.includes(role))
  }
  if (isIn(security['members']) || isIn(security['admins'])) return
  throw user.name === null ? new Refusal(401, 'unauthorized', 'You are not authorized to access this db.') : new Refusal(403, 'forbidden', 'You are not allowed to access this db.')
}
