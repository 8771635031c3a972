/** What the preload's world says to the main process. */
export type FromPage =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }

/** What the main process says to the preload's world. */
export type ToPage =
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly problem: string }
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }

export function isFromPage(message: unknown): message is FromPage {
  if (typeof message !== 'object' || message === null) return false
  const { kind, id, channel, args }: { kind?: unknown; id?: unknown; channel?: unknown; args?: unknown } = message
  return typeof channel === 'string' && Array.isArray(args) && (kind === 'send' || (kind === 'invoke' && typeof id === 'number'))
}
