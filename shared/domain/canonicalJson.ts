/**
 * Canonical JSON (RFC 8785): what digests and event names are computed over.
 * Throws a TypeError for what is not JSON: functions, non-finite numbers, unpaired surrogates.
 */
export function canonicalJson(value: unknown): string {
  // What was read from canonical JSON mostly is, and then the platform writes it in a quarter of the time.
  return isInOrder(value) ? JSON.stringify(value) : written(value)
}

/** Whether `JSON.stringify` writes it canonically: keys ascend as they are enumerated, and everything is JSON. */
function isInOrder(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed()
    case 'number':
      return Number.isFinite(value)
    case 'boolean':
      return true
  }
  if (value === null) return true
  if (Array.isArray(value)) return value.every(isInOrder)
  // What has its own way to JSON is written below, where there is only one.
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return false
  let before: string | null = null
  for (const key of Object.keys(value)) {
    if ((before !== null && before >= key) || !key.isWellFormed() || !isInOrder(value[key])) return false
    before = key
  }
  return true
}

function written(value: unknown): string {
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
  for (const entry of entries) text += `${text === '' ? '' : ','}${entry === undefined ? 'null' : written(entry)}`
  return `[${text}]`
}

/** Keys in the order of their code units; what is undefined is not there. */
function ofObject(value: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const entry = value[key]
    if (entry !== undefined) text += `${text === '' ? '' : ','}${written(key)}:${written(entry)}`
  }
  return `{${text}}`
}
