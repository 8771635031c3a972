import { test } from 'vitest'
import type { DeskPorts, DeskService } from '../../electron/station/desk.ts'
import { closeInTime } from './closeInTime.ts'
import { aPlace, atTheCounter, signInFirst, type TestPlace } from './desk.ts'

interface Counter {
  readonly place: TestPlace
  /** Whatever desk is open at the place: the first, or the one of the last restart. */
  readonly desk: DeskService
  /** Closes the desk and opens it again. */
  readonly reopen: (changed?: Partial<DeskPorts>) => Promise<void>
  /** The same, and the first operator signs in again. */
  readonly restart: (changed?: Partial<DeskPorts>) => Promise<void>
}

/** A test at a counter: a desk that is set up, with its clerk signed in; it is closed and gone afterwards. */
export const counterTest = test.extend<Counter & { readonly opened: { desk: DeskService } }>({
  place: async ({}, lend) => {
    const place = await aPlace()
    await lend(place)
    await closeInTime('the place', () => place.remove())
  },
  opened: async ({ place }, lend) => {
    const opened = { desk: await atTheCounter(await place.open()) }
    await lend(opened)
    await closeInTime('the desk', () => opened.desk.close())
  },
  desk: ({ opened }, lend) => lend({ handle: (channel, request) => opened.desk.handle(channel, request), close: () => opened.desk.close() }),
  reopen: ({ place, opened }, lend) =>
    lend(async (changed) => {
      await opened.desk.close()
      opened.desk = await place.open(changed)
    }),
  restart: ({ desk, reopen }, lend) =>
    lend(async (changed) => {
      await reopen(changed)
      await signInFirst(desk)
    }),
})
