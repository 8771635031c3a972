import serialize from 'canonicalize'

/**
 * Canonical JSON (RFC 8785): what digests and event names are computed over.
 * Throws a TypeError for what is not JSON: functions, non-finite numbers, unpaired surrogates.
 */
export function canonicalJson(value: unknown): string {
  refuseNonJson(value)
  const text = serialize(value)
  if (text === undefined) throw new TypeError('not a JSON value')
  return text
}

function refuseNonJson(value: unknown): void {
  switch (typeof value) {
    case 'string':
      // RFC 8785 §3.2.2.2: unpaired surrogates end the serialization with an error.
      if (!value.isWellFormed()) throw new TypeError('unpaired surrogate in text')
      return
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('number is not finite')
      return
    case 'boolean':
    case 'undefined':
      return
    case 'object':
      if (value === null) return
      for (const [key, entry] of Object.entries(value)) {
        refuseNonJson(key)
        refuseNonJson(entry)
      }
      return
    default:
      throw new TypeError(`${typeof value} is not JSON`)
  }
}
