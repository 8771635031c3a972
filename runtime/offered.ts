/** Names that JavaScript itself and module loaders ask of any object. */
const asked = new Set(['then', 'toJSON', 'default', '__esModule', 'constructor'])

function refuse(parent: object, name: string): object {
  return new Proxy(parent, {
    get(target, key, receiver): unknown {
      if (typeof key === 'symbol' || asked.has(key) || key in target) return Reflect.get(target, key, receiver)
      throw new Error(`the Chromium runtime does not offer ${name}.${key}`)
    },
  })
}

/**
 * Makes reading anything that `offer` does not have throw, instead of answering `undefined`.
 * The end of the prototype chain is replaced, so that `this` stays the object itself.
 */
export function offerOnly<T extends object>(name: string, offer: T): T {
  const parent: object | null = Object.getPrototypeOf(offer)
  return Object.setPrototypeOf(offer, refuse(parent ?? {}, name))
}

/** The same for the instances and the statics of a class. */
export function offerOnlyClass(name: string, offer: { readonly prototype: object }): void {
  offerOnly(name, offer.prototype)
  offerOnly(name, offer)
}

/** Registering for an event that never comes would be a silent no-op. */
export function checkEvent(name: string, events: readonly string[], event: string | symbol): void {
  if (typeof event === 'string' && !events.includes(event)) throw new Error(`the Chromium runtime does not offer ${name} event '${event}'`)
}
