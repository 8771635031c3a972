import { afterEach, expect } from 'vitest'
import { placeDefaults } from '../builders/desk.ts'
import { findReadableNames, markingSealer } from '../builders/markingSealer.ts'

/** Imported before a suite of the station: it runs once more with everything sealed, and nothing it left behind is readable. */
const readable: string[] = []
placeDefaults.sealer = markingSealer
placeDefaults.beforeRemoval = async (profileRoot) => {
  readable.push(...(await findReadableNames(profileRoot)))
}
afterEach(() => expect(readable.splice(0)).toEqual([]))
