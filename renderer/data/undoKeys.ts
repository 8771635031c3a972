import { useEffect, useRef } from 'react'
import { takenBackText } from '../words/timelineText.ts'
import type { FieldChange, OpenCase } from './openCase.ts'
import { useSession } from './session.ts'

/** Takes back what was written last (`undo`) or makes it again (`redo`), and says what changed. */
export function useUndo(openCase: OpenCase, onChanged: (changes: readonly FieldChange[]) => void): (direction: 'undo' | 'redo') => Promise<void> {
  const { lookup, tell, confirm } = useSession()
  return async (direction) => {
    const answer = await openCase[direction]()
    if (answer === null) return confirm(direction === 'undo' ? '这次打开以后没有可以撤销的填写' : '没有可以重做的填写')
    if (!answer.ok) return tell(answer.failure)
    confirm(takenBackText(answer.value, direction, lookup))
    onChanged(answer.value)
  }
}

/** Ctrl Z and Ctrl Shift Z (or Ctrl Y) for the case on the screen; in a field that is being typed in they are the field's own. */
export function useUndoKeys(openCase: OpenCase, onChanged: (changes: readonly FieldChange[]) => void): void {
  const run = useUndo(openCase, onChanged)
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    let typedIn: EventTarget | null = null
    const onInput = (event: Event): void => {
      typedIn = isTextField(event.target) ? event.target : null
    }
    const onFocus = (): void => {
      typedIn = null
    }
    const onKey = (event: KeyboardEvent): void => {
      const direction = directionOf(event)
      if (direction === null || event.target === typedIn || isInDialog(event.target)) return
      event.preventDefault()
      void latest.current(direction)
    }
    window.addEventListener('input', onInput, true)
    window.addEventListener('focusin', onFocus)
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('input', onInput, true)
      window.removeEventListener('focusin', onFocus)
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

function directionOf({ ctrlKey, metaKey, altKey, shiftKey, key }: KeyboardEvent): 'undo' | 'redo' | null {
  if (altKey || !(ctrlKey || metaKey)) return null
  const letter = key.toLowerCase()
  if (letter === 'z') return shiftKey ? 'redo' : 'undo'
  return letter === 'y' && !shiftKey ? 'redo' : null
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio')
}

/** What is being decided in a dialog is not disturbed by what lies under it. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog]') !== null
}
