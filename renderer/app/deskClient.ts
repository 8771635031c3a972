import type { Desk } from '../../shared/contracts/ipc.ts'

declare global {
  interface Window {
    /** Put there by the preload script; absent when the page was opened outside of the program. */
    readonly desk?: Desk
  }
}

export function findDesk(): Desk | null {
  return window.desk ?? null
}
