/** A failure is a value with a `kind`; exceptions are for bugs. */
export type Result<T, F extends { readonly kind: string }> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const fail = <F extends { readonly kind: string }>(failure: F): { readonly ok: false; readonly failure: F } => ({
  ok: false,
  failure,
})

export const valueOr = <T>(result: Result<T, { readonly kind: string }>, other: T): T => (result.ok ? result.value : other)
