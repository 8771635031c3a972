import { afterEach } from 'vitest'
import { placeDefaults } from '../builders/desk.ts'
import { findReadableNames, markingSealer } from '../builders/markingSealer.ts'

/** Called by a file that imports a suite of the station: it runs once more with everything sealed, and nothing it left behind is readable. */
export function sealEveryPlace(): void {
  const readable: string[] = []
  placeDefaults.sealer = markingSealer
  placeDefaults.beforeRemoval = async (profileRoot) => {
    readable.push(...(await findReadableNames(profileRoot)))
  }
  afterEach(() => {
    const found = readable.splice(0)
    if (found.length > 0) throw new Error(`somebody is named readably in ${found.join(', ')}`)
  })
}
