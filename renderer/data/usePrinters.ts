import { useEffect, useState } from 'react'
import type { Printer } from '../../shared/contracts/ipc.ts'
import { useSession } from './session.ts'

export interface Printers {
  /** The print queues of this computer; `null` while they are looked for. */
  readonly printers: readonly Printer[] | null
  /** The usual one until another is chosen; `null`: there is none. */
  readonly chosen: string | null
  readonly choose: (name: string) => void
}

export function usePrinters(): Printers {
  const { desk } = useSession()
  const [printers, setPrinters] = useState<readonly Printer[] | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  useEffect(() => {
    let dropped = false
    void desk.invoke('printer:list', {}).then((found) => {
      if (dropped) return
      setPrinters(found)
      setChosen((found.find(({ isDefault }) => isDefault) ?? found[0])?.name ?? null)
    })
    return () => {
      dropped = true
    }
  }, [desk])
  return { printers, chosen, choose: setChosen }
}

export const printerText = ({ name, description, isDefault }: Printer): string => `${description === '' ? name : description}${isDefault ? '（默认）' : ''}`
