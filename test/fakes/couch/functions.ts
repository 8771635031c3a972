import { createContext, runInContext, Script } from 'node:vm'
import { isObject, type Json, type JsonObject, Refusal } from './document.ts'

/** Functions of design documents, run in a world of their own, as CouchDB's query server does. */

export interface UserContext {
  readonly name: string | null
  readonly roles: readonly string[]
}
/** Throws a Refusal when the document is not let in. */
export type Validator = (document: JsonObject, old: JsonObject | null, user: UserContext & { readonly db: string }, security: JsonObject) => void

const timeoutMs = 2000

export function compileValidator(code: string): Validator {
  // Across as text, and back as text: nothing of this process can be reached from there.
  const world = { given: '' }
  const context = createContext(Object.setPrototypeOf(world, null), { codeGeneration: { strings: false, wasm: false } })
  runInContext(`var validate = (${code})`, context, { timeout: timeoutMs })
  const judge = new Script(`(function () { try { validate.apply(null, JSON.parse(given)); return '{}' } catch (e) { return JSON.stringify({ unauthorized: e.unauthorized, forbidden: e.forbidden, bug: e.forbidden || e.unauthorized ? undefined : String(e) }) } })()`)
  return (document, old, user, security) => {
    world.given = JSON.stringify([document, old, user, security])
    const outcome: unknown = JSON.parse(String(judge.runInContext(context, { timeout: timeoutMs })))
    if (!isObject(outcome)) return
    if (typeof outcome['unauthorized'] === 'string') throw new Refusal(401, 'unauthorized', outcome['unauthorized'])
    if (typeof outcome['forbidden'] === 'string') throw new Refusal(403, 'forbidden', outcome['forbidden'])
    if (typeof outcome['bug'] === 'string') throw new Refusal(500, 'unknown_error', outcome['bug'])
  }
}

export function compileMap(code: string): (document: JsonObject) => readonly { readonly key: Json; readonly value: Json }[] {
  const world = { given: '' }
  const context = createContext(Object.setPrototypeOf(world, null))
  runInContext(`var rows = []; function emit(key, value) { rows.push({ key: key === undefined ? null : key, value: value === undefined ? null : value }) } var map = (${code})`, context, { timeout: timeoutMs })
  const emitAll = new Script('rows = []; map(JSON.parse(given)); JSON.stringify(rows)')
  return (document) => {
    world.given = JSON.stringify(document)
    const rows: unknown = JSON.parse(String(emitAll.runInContext(context, { timeout: timeoutMs })))
    return Array.isArray(rows) ? rows : []
  }
}
