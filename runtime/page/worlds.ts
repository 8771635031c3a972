/**
 * The bridge between the page's world and the preload's: values are copied by the browser itself, functions and
 * promises stay where they are and are called from the other side. The same source runs in both worlds.
 */

type Side = 'page' | 'preload'

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown }

type Message =
  | { readonly kind: 'expose'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'call'; readonly id: number; readonly args: unknown }
  | { readonly kind: 'return'; readonly outcome: Outcome }
  | { readonly kind: 'settle'; readonly id: number; readonly outcome: Outcome }

export interface Bridge {
  expose(name: string, value: unknown): void
}

// The page may replace them later; its own calls through the bridge then still work.
const { dispatchEvent, addEventListener } = EventTarget.prototype
const clone = structuredClone

/** @param mark secret of the two sides; it names the events and marks what stands for a function or a promise */
export function openBridge(channel: EventTarget, mark: string, side: Side, define: (name: string, value: unknown) => void): Bridge {
  const functions = new Map<number, Function>()
  const functionIds = new WeakMap<Function, number>()
  const proxies = new Map<number, Function>()
  const promises = new Map<number, (outcome: Outcome) => void>()
  let lastId = 0
  let receiveOutcome: (outcome: Outcome) => void = () => {}

  /** Something was packed that is no plain value. */
  let isDoubtful = false

  const send = (message: Message): void => {
    if (isDoubtful) {
      isDoubtful = false
      try {
        // Only to see whether the browser can copy it: on the way it would silently become null.
        clone(message)
      } catch {
        throw new Error('An object could not be cloned.')
      }
    }
    Reflect.apply(dispatchEvent, channel, [new CustomEvent(`${mark}-from-${side}`, { detail: message })])
  }

  const idOf = (target: Function): number => {
    const known = functionIds.get(target)
    if (known !== undefined) return known
    lastId += 1
    functionIds.set(target, lastId)
    // Kept until the document goes: nobody tells when the other side has let go.
    functions.set(lastId, target)
    return lastId
  }

  const watch = (promise: Promise<unknown>): number => {
    lastId += 1
    const id = lastId
    const settle = (outcome: Outcome): void => {
      try {
        send({ kind: 'settle', id, outcome })
      } catch (error) {
        send({ kind: 'settle', id, outcome: { ok: false, error } })
      }
    }
    promise.then((value) => settle({ ok: true, value: pack(value) }), (error: unknown) => settle({ ok: false, error: packError(error) }))
    return id
  }

  const pack = (value: unknown): unknown => {
    if (typeof value === 'function') return { [mark]: 'function', id: idOf(value) }
    if (value instanceof Promise) return { [mark]: 'promise', id: watch(value) }
    if (Array.isArray(value)) return value.map(pack)
    if (isPlain(value)) return mapFields(value, pack)
    isDoubtful ||= typeof value === 'symbol' || (typeof value === 'object' && value !== null)
    return value
  }

  /** The browser has made the copy for this world alone: what needs no change in it is left as it is. */
  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      value.forEach((item, at) => {
        const unpacked = unpack(item)
        if (unpacked !== item) value[at] = unpacked
      })
      return value
    }
    if (!isPlain(value)) return value
    const kind = Object.hasOwn(value, mark) ? value[mark] : undefined
    const id = Number(value['id'])
    if (kind === 'function') return proxyOf(id)
    if (kind === 'promise') {
      return new Promise((resolve, reject) => {
        promises.set(id, (outcome) => (outcome.ok ? resolve(unpack(outcome.value)) : reject(outcome.error)))
      })
    }
    for (const key of Object.keys(value)) {
      const unpacked = unpack(value[key])
      if (unpacked !== value[key]) Object.defineProperty(value, key, { value: unpacked, enumerable: true, configurable: true, writable: true })
    }
    return value
  }

  const proxyOf = (id: number): Function => {
    const known = proxies.get(id)
    if (known !== undefined) return known
    const proxy = (...args: unknown[]): unknown => {
      const outcomes: Outcome[] = []
      const outer = receiveOutcome
      receiveOutcome = (received) => { outcomes.push(received) }
      try {
        send({ kind: 'call', id, args: pack(args) })
      } finally {
        receiveOutcome = outer
      }
      const [outcome] = outcomes
      if (outcome === undefined) throw new Error('the other world did not answer')
      if (!outcome.ok) throw outcome.error
      return unpack(outcome.value)
    }
    proxies.set(id, proxy)
    return proxy
  }

  const answer = (id: number, args: unknown): Outcome => {
    const target = functions.get(id)
    const list = unpack(args)
    if (target === undefined || !Array.isArray(list)) return { ok: false, error: new Error('no such function') }
    try {
      return { ok: true, value: pack(Reflect.apply(target, undefined, list)) }
    } catch (error) {
      return { ok: false, error: packError(error) }
    }
  }

  const receive = (message: Message): void => {
    if (message.kind === 'expose') define(message.name, freeze(unpack(message.value)))
    else if (message.kind === 'return') receiveOutcome(message.outcome)
    else if (message.kind === 'settle') {
      promises.get(message.id)?.(message.outcome)
      promises.delete(message.id)
    } else {
      const outcome = answer(message.id, message.args)
      try {
        send({ kind: 'return', outcome })
      } catch (error) {
        send({ kind: 'return', outcome: { ok: false, error } })
      }
    }
  }

  const other: Side = side === 'page' ? 'preload' : 'page'
  Reflect.apply(addEventListener, channel, [`${mark}-from-${other}`, (event: CustomEvent<Message | null>) => {
    if (event.detail !== null) receive(event.detail)
  }])
  return { expose: (name, value) => send({ kind: 'expose', name, value: pack(value) }) }
}

/** An error's own fields don't cross; one that isn't an error crosses as it is, if it can. */
function packError(error: unknown): unknown {
  try {
    clone(error)
    return error
  } catch {
    return new Error(String(error))
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const parent: unknown = Object.getPrototypeOf(value)
  return parent === Object.prototype || parent === null
}

function mapFields(value: Record<string, unknown>, change: (item: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]))
}

function freeze(value: unknown): unknown {
  if (Array.isArray(value)) value.forEach(freeze)
  else if (isPlain(value)) Object.values(value).forEach(freeze)
  else if (typeof value !== 'function') return value
  return Object.freeze(value)
}
