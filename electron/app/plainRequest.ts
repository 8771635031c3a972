/** Bounds on a request before its shape is looked at, so that a check can't be made expensive. */
const limits = { depth: 12, nodes: 20_000, characters: 400_000, bytes: 12 << 20 }

/** Keys by which plain data could reach into a prototype. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

export type PlainProblem = 'too-deep' | 'too-large' | 'not-plain' | 'forbidden-key'

/**
 * What keeps a value from being a plain, small JSON value, or the bytes of one file in one; `null` when it is one.
 * zod's records skip `__proto__` silently, so that key is refused here.
 */
export function findPlainProblem(value: unknown): PlainProblem | null {
  let nodes = 0
  let characters = 0
  let bytes = 0
  const visit = (part: unknown, depth: number): PlainProblem | null => {
    nodes += 1
    if (nodes > limits.nodes) return 'too-large'
    if (depth > limits.depth) return 'too-deep'
    if (typeof part === 'string') {
      characters += part.length
      return characters > limits.characters ? 'too-large' : null
    }
    if (part instanceof Uint8Array) {
      bytes += part.byteLength
      return bytes > limits.bytes ? 'too-large' : null
    }
    if (part === null || typeof part === 'boolean' || typeof part === 'number') return null
    if (Array.isArray(part)) return firstProblem(part, depth)
    if (typeof part !== 'object' || !isPlainObject(part)) return 'not-plain'
    for (const [key, inner] of Object.entries(part)) {
      if (forbiddenKeys.has(key)) return 'forbidden-key'
      characters += key.length
      const problem = visit(inner, depth + 1)
      if (problem !== null) return problem
    }
    return null
  }
  const firstProblem = (parts: readonly unknown[], depth: number): PlainProblem | null => {
    for (const inner of parts) {
      const problem = visit(inner, depth + 1)
      if (problem !== null) return problem
    }
    return null
  }
  return visit(value, 0)
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
