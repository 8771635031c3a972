import { useRef, useState, type ChangeEvent, type RefObject } from 'react'
import type { MaterialLine } from '../../words/materialView.ts'

/** Files that were put on the row of a material, on their way to the scans of the case. */
export interface HandedFiles {
  readonly material: string
  readonly files: readonly File[]
}

/** One chooser of files for all rows; what is chosen or dropped says by its row what it shows. */
export function useHandedFiles(): {
  readonly handed: HandedFiles | null
  /** They were taken over. */
  readonly taken: () => void
  readonly hand: (line: MaterialLine, files: readonly File[]) => void
  readonly choose: (line: MaterialLine) => void
  readonly picker: RefObject<HTMLInputElement | null>
  readonly onPicked: (event: ChangeEvent<HTMLInputElement>) => void
} {
  const [handed, setHanded] = useState<HandedFiles | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const chosenFor = useRef<MaterialLine | null>(null)
  const hand = ({ material }: MaterialLine, files: readonly File[]): void => {
    if (files.length > 0) setHanded({ material: material.id, files })
  }
  return {
    handed,
    taken: () => setHanded(null),
    hand,
    choose: (line) => {
      chosenFor.current = line
      picker.current?.click()
    },
    picker,
    onPicked: ({ target }) => {
      const files = [...(target.files ?? [])]
      // The same file can be chosen again.
      target.value = ''
      if (chosenFor.current) hand(chosenFor.current, files)
    },
  }
}
