import { useState, type DragEvent } from 'react'

export interface FileTarget {
  /** Files are held over it. */
  readonly isOver: boolean
  readonly handlers: { readonly onDragOver: (event: DragEvent) => void; readonly onDragLeave: (event: DragEvent) => void; readonly onDrop: (event: DragEvent) => void }
}

/** A place that files can be dropped on; `null`: none are taken, and a file that is dropped opens nothing. */
export function useFileTarget(onDrop: ((files: readonly File[]) => void) | null): FileTarget {
  const [isOver, setIsOver] = useState(false)
  return {
    isOver,
    handlers: {
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        if (onDrop === null) event.dataTransfer.dropEffect = 'none'
        else setIsOver(true)
      },
      onDragLeave: (event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setIsOver(false)
      },
      onDrop: (event) => {
        event.preventDefault()
        setIsOver(false)
        onDrop?.([...event.dataTransfer.files])
      },
    },
  }
}
