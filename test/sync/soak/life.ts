import { type Life, type LifeReport, live } from '../../faults/soak/lives.ts'
import { createChance } from '../../faults/writeback.ts'
import { byStick } from './byStick.ts'
import type { SoakCounter } from './counter.ts'
import { choose, publish } from './editions.ts'
import { deleteAtServer, erase, eraseInAMass, supervise } from './erasures.ts'
import { clockLeaps, cloned, type Earlier, failingDisk, killAtTheDisk, killInTheExchange, noRoom, powerCut, putBack, restart, spoil } from './harm.ts'
import { restoreServer, rightTakenAway, serverDies, syncOnABadLine } from './line.ts'
import { SoakOffice } from './office.ts'
import { brokenAtTheEnd } from './oracle.ts'
import { handInAScan, work } from './work.ts'
import { SoakWorld } from './world.ts'

export const weights = {
  work: 34, sync: 22, 'sync on a bad line': 14, 'kill in the exchange': 6, 'kill at the disk': 4, 'power cut': 3, 'failing disk': 4, 'no room': 2, restart: 3, tend: 2, clock: 3,
  stick: 5, 'server dies': 3, 'right taken away': 2, 'back up': 2, restore: 2, spoilt: 3, 'put back': 2, cloned: 2, publish: 2, choose: 2, erase: 2, 'mass erasure': 2, supervisor: 2, deleted: 2,
} as const
type Deed = keyof typeof weights

/** One life of an office of three stations and a server. */
export async function liveThrough({ seed, number, steps }: Life): Promise<LifeReport> {
  const chance = createChance(`stations ${seed} ${number}`)
  const office = await SoakOffice.open(`soak ${seed} ${number}`)
  const story: string[] = []
  const world = new SoakWorld(office, chance, story)
  const earlier: Earlier = new Map()

  async function actAt(counter: SoakCounter, deed: Deed): Promise<readonly string[]> {
    switch (deed) {
      case 'work':
        return work(world, counter)
      case 'sync':
        return world.exchangeInPeace(counter)
      case 'sync on a bad line':
        return syncOnABadLine(world, counter)
      case 'kill in the exchange':
        return killInTheExchange(world, counter)
      case 'kill at the disk':
        return killAtTheDisk(world, counter)
      case 'power cut':
        return powerCut(world, counter)
      case 'failing disk':
        return failingDisk(world, counter)
      case 'no room':
        return noRoom(world, counter)
      case 'restart':
        return restart(world, counter, earlier)
      case 'tend':
        await counter.tend()
        return world.look(counter)
      case 'clock':
        return clockLeaps(world, counter)
      case 'stick':
        return byStick(world, counter)
      case 'server dies':
        return serverDies(world, counter)
      case 'right taken away':
        return rightTakenAway(world, counter)
      case 'back up':
        office.backup = office.server.backUp()
        return []
      case 'restore': {
        // A night's back-up, and something of the day after it that is lost.
        const isAfterWork = chance.below(2) === 0
        if (isAfterWork) office.backup ??= office.server.backUp()
        const broken = isAfterWork ? [...(await handInAScan(world, counter)), ...(await world.exchangeInPeace(counter))] : []
        broken.push(...(await restoreServer(world)))
        if (office.notYetMet.size === 0 || chance.below(3) === 0) return broken
        // Mostly the first meeting with what was restored is broken off, often where files are sent again: receipts of the other life are still on the disk.
        const holder = office.counters.find((each) => [...office.scans.values()].some((scan) => office.isOnDisk(each, scan) && !office.isWholeAtServer(scan)))
        return [...broken, ...(await (holder && chance.below(2) === 0 ? killInTheExchange(world, holder, ['files: before a part is sent']) : killInTheExchange(world, counter)))]
      }
      case 'spoilt':
        return spoil(world)
      case 'put back':
        return putBack(world, counter, earlier)
      case 'cloned':
        return cloned(world, counter)
      case 'publish':
        return publish(world)
      case 'choose':
        return choose(world, counter)
      case 'erase':
        return erase(world, counter)
      case 'mass erasure':
        return eraseInAMass(world, counter)
      case 'supervisor':
        return supervise(world, counter)
      case 'deleted':
        return deleteAtServer(world, counter)
    }
  }

  try {
    return await live(steps, {
      chance,
      weights,
      story,
      told: world.told,
      act: (deed, step) => {
        const counter = chance.pick(office.counters)
        world.step = step
        world.tell(`at counter ${office.counters.indexOf(counter) + 1}`)
        return actAt(counter, deed)
      },
      atTheEnd: () => brokenAtTheEnd(office),
    })
  } finally {
    await office.close().catch(() => undefined)
  }
}
