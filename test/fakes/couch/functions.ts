import { createContext, runInContext } from 'node:vm'
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
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
  runInContext(`var validate = (${code})`, context, { timeout: timeoutMs })
  return (document, old, user, security) => {
    // Across as text, and back as text: nothing of this process can be reached from there.
    const args = [document, old, user, security].map((value) => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`).join(', ')
    const outcome: unknown = JSON.parse(String(runInContext(`(function () { try { validate(${args}); return '{}' } catch (e) { return JSON.stringify({ unauthorized: e.unauthorized, forbidden: e.forbidden, bug: e.forbidden || e.unauthorized ? undefined : String(e) }) } })()`, context, { timeout: timeoutMs })))
    if (!isObject(outcome)) return
    if (typeof outcome['unauthorized'] === 'string') throw new Refusal(401, 'unauthorized', outcome['unauthorized'])
    if (typeof outcome['forbidden'] === 'string') throw new Refusal(403, 'forbidden', outcome['forbidden'])
    if (typeof outcome['bug'] === 'string') throw new Refusal(500, 'unknown_error', outcome['bug'])
  }
}

export function compileMap(code: string): (document: JsonObject) => readonly { readonly key: Json; readonly value: Json }[] {
  const context = createContext(Object.create(null))
  runInContext(`var rows = []; function emit(key, value) { rows.push({ key: key === undefined ? null : key, value: value === undefined ? null : value }) } var map = (${code})`, context, { timeout: timeoutMs })
  return (document) => {
    const rows: unknown = JSON.parse(String(runInContext(`rows = []; map(JSON.parse(${JSON.stringify(JSON.stringify(document))})); JSON.stringify(rows)`, context, { timeout: timeoutMs })))
    return Array.isArray(rows) ? rows : []
  }
}
