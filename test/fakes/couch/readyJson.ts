import type { Json, JsonObject } from './document.ts'

/** Documents whose JSON is there already, as a database on disk has it, in pieces. */
const readyOf = new WeakMap<object, readonly Buffer[]>()
const hole = '\u0000ready'
const holeInText = JSON.stringify(hole)

/** The members of an object as they stand in JSON, each behind its comma. */
export const membersOf = (body: JsonObject): Buffer => Buffer.from(Object.keys(body).length === 0 ? '' : `,${JSON.stringify(body).slice(1, -1)}`)

/** @param members of the body, which stand between the name and the rest */
export function markReady(document: JsonObject, name: JsonObject, members: Buffer, rest: JsonObject): JsonObject {
  readyOf.set(document, [Buffer.from(JSON.stringify(name).slice(0, -1)), members, Buffer.concat([membersOf(rest), Buffer.from('}')])])
  return document
}

/** JSON, in pieces that follow each other: what is ready is not copied. */
export function jsonPieces(body: Json): readonly Buffer[] {
  const ready: (readonly Buffer[])[] = []
  const text = JSON.stringify(body, (_key, value: Json) => {
    const pieces = typeof value === 'object' && value !== null ? readyOf.get(value) : undefined
    if (pieces === undefined) return value
    ready.push(pieces)
    return hole
  })
  return text.split(holeInText).flatMap((piece, at) => [Buffer.from(piece), ...(ready[at] ?? [])])
}
