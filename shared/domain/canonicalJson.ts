/**
 * Canonical JSON (RFC 8785): what digests and event names are computed over.
 * Throws a TypeError for what is not JSON: functions, non-finite numbers, unpaired surrogates.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      // RFC 8785 §3.2.2.2: unpaired surrogates end the serialization with an error.
      if (!value.isWellFormed()) throw new TypeError('unpaired surrogate in text')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('number is not finite')
      // -0 is written as 0.
      return String(value)
    case 'boolean':
      return String(value)
  }
  if (value === null) return 'null'
  if (Array.isArray(value)) return ofArray(value)
  if (isObject(value)) return ofObject(value)
  throw new TypeError(`${typeof value} is not JSON`)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

function ofArray(entries: readonly unknown[]): string {
  let text = ''
  for (const entry of entries) text += `${text === '' ? '' : ','}${entry === undefined ? 'null' : canonicalJson(entry)}`
  return `[${text}]`
}

/** Keys in the order of their code units; what is undefined is not there. */
function ofObject(value: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const entry = value[key]
    if (entry !== undefined) text += `${text === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(entry)}`
  }
  return `{${text}}`
}
