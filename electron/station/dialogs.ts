import type { ChooseFolder, ChooseSavePath } from './ports.ts'

/** The system's own dialogs. Whoever leaves a profile waits for none that somebody has left open. */
export interface Dialogs {
  readonly chooseSavePath: ChooseSavePath
  readonly chooseFolder: ChooseFolder
  /** Those that are open are closed and count as cancelled; so does whatever is asked until `allow`. */
  withdraw(): void
  /** Nothing that was begun before is asking any more. */
  allow(): void
}

/** `chooseFolder`: none is chosen unless given. */
export function createDialogs(ask: { readonly chooseSavePath: ChooseSavePath; readonly chooseFolder?: ChooseFolder | undefined }): Dialogs {
  let withdrawing = new AbortController()

  /** A dialog that can't be closed is no longer waited for. */
  function unlessWithdrawn(asked: (signal: AbortSignal) => Promise<string | null>): Promise<string | null> {
    const { signal } = withdrawing
    if (signal.aborted) return Promise.resolve(null)
    return new Promise((resolve, reject) => {
      const cancel = (): void => resolve(null)
      signal.addEventListener('abort', cancel)
      asked(signal).then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel))
    })
  }

  return {
    chooseSavePath: (suggestedName, kind) => unlessWithdrawn((signal) => ask.chooseSavePath(suggestedName, kind, signal)),
    chooseFolder: (purpose) => unlessWithdrawn(async (signal) => (await ask.chooseFolder?.(purpose, signal)) ?? null),
    withdraw: () => withdrawing.abort(),
    allow: () => {
      withdrawing = new AbortController()
    },
  }
}
