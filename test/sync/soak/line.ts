import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { cases, password } from '../../builders/officeServer.ts'
import type { Fault } from '../../fakes/couch/faults.ts'
import type { SoakCounter } from './counter.ts'
import { handInAScan, note, work } from './work.ts'
import { type SoakWorld, stateOf } from './world.ts'

/** What goes wrong with the server and on the way to it. */

const wireFaults: readonly Fault[] = [
  { kind: 'latency', ms: 20 },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'reset', when: 'half-way' },
  { kind: 'half-json' },
  { kind: 'html' },
  { kind: 'redirect', to: 'http://portal.example/' },
  { kind: 'status', status: 401 },
  // Storms of it are what a queue is stuck by.
  { kind: 'status', status: 409 },
  { kind: 'status', status: 409 },
  { kind: 'status', status: 409 },
  { kind: 'status', status: 413 },
  { kind: 'status', status: 429, retryAfterSeconds: 9 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'gzip-bomb', bytes: 70_000_000 },
  { kind: 'deep-json', depth: 5000 },
  { kind: 'changes', rows: 'twice' },
  { kind: 'changes', rows: 'shuffled' },
  { kind: 'changes', rows: { again: 7 } },
]
type Word = ServerFailure['kind']

/** What the screen may call it. */
function wordsFor(fault: Fault): readonly Word[] {
  switch (fault.kind) {
    case 'latency':
    case 'aged':
    case 'changes':
      return []
    case 'reset':
    case 'stall':
    case 'trickle':
      return ['offline']
    case 'half-json':
    case 'gzip-bomb':
    case 'deep-json':
      return ['unreadable']
    case 'html':
    case 'redirect':
      return ['not-our-server']
    case 'status':
      return wordsForStatus[fault.status]
  }
}
const wordsForStatus: Readonly<Record<Extract<Fault, { kind: 'status' }>['status'], readonly Word[]>> = {
  401: ['unauthorised', 'forbidden'],
  403: ['forbidden'],
  404: ['gone'],
  409: ['server-error'],
  413: ['too-large'],
  429: ['busy'],
  500: ['server-error'],
  502: ['server-error'],
  503: ['busy'],
}

/** With something to say, or there would be little to go wrong. */
export async function syncOnABadLine(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const of = world.chance.pick(['any', 'any', '/_bulk_docs', '/_bulk_docs', '/_changes', '/_all_docs', 'a part'] as const)
  const broken = [...(await work(world, counter)), ...(of === 'a part' ? await handInAScan(world, counter) : await work(world, counter))]
  return world.withTrouble([], async () => {
    disturb(world, of)
    return [...broken, ...(await world.exchange(counter)), ...(await work(world, counter))]
  })
}

/** One of so many requests goes wrong; what only waits for news is left alone, for it comes when it likes. */
function disturb({ office, chance, tell }: SoakWorld, of: string): void {
  const [every, kind] = [chance.pick([1, 1, 2, 3, 6]), chance.below(wireFaults.length)]
  const isMeant = (path: string, body: string): boolean => of === 'any' || (of === 'a part' ? body.includes('"_attachments"') : path.endsWith(of))
  let asked = chance.below(every)
  office.server.fault = ({ path, query, body }) => {
    if (query.get('feed') === 'longpoll' || !isMeant(path, body)) return null
    asked += 1
    // Mostly of one kind, as troubles are.
    const fault = asked % every === 0 ? (wireFaults[(kind + (asked % 5 === 0 ? asked : 0)) % wireFaults.length] ?? null) : null
    if (fault) for (const word of wordsFor(fault)) office.sayable.add(word)
    return fault
  }
  tell(`one of ${every} requests (${of}): ${JSON.stringify(wireFaults[kind])}`)
}

export async function serverDies(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { server } = world.office
  const broken = await world.withTrouble(['offline', 'unreadable'], async () => {
    let left = world.chance.below(8)
    let dying: Promise<void> | null = null
    server.fault = ({ query }) => {
      if (query.get('feed') !== 'longpoll' && (left -= 1) < 0) dying ??= server.die()
      return null
    }
    const meanwhile = await world.exchange(counter)
    await dying
    await server.die()
    return [...meanwhile, ...(await world.exchange(counter)), ...(await work(world, counter)), ...(await mustSay(counter, 'out-of-contact'))]
  })
  await server.rise()
  return [...broken, ...(await world.exchangeInPeace(counter))]
}

/** The server comes back as it was at its last back-up, under its own name or another. */
export async function restoreServer(world: SoakWorld): Promise<readonly string[]> {
  const { office, chance } = world
  const { backup, server } = office
  if (!backup) return []
  // A server does not come back without having been away.
  await server.die()
  const broken: string[] = []
  await world.withTrouble(['offline'], async () => {
    for (const each of office.counters) {
      broken.push(...(await world.exchange(each)))
      office.notYetMet.add(each)
    }
  })
  server.restore(backup, chance.pick(['same', 'new']))
  await server.rise()
  await office.forgetLost()
  return broken
}

/** The account's right is taken away in the midst of an exchange, and given back. */
export async function rightTakenAway(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const { server } = office
  const { account } = counter
  const roles = ['station', 'district:jimei']
  const way = chance.pick(['district', 'account', 'database'] as const)
  const { security } = server.database(cases)
  const takeAway = (): void => {
    if (way === 'district') server.accounts.keep({ name: account, password, roles: ['station'] })
    if (way === 'account') server.accounts.keep({ name: account, password: `not ${password}`, roles })
    if (way === 'database') server.database(cases).security = { admins: { names: [], roles: [] }, members: { names: ['somebody'], roles: [] } }
  }
  world.tell(way)
  const broken = [...(await work(world, counter)), ...(await work(world, counter))]
  broken.push(
    ...(await world.withTrouble(['unauthorised', 'forbidden'], async () => {
      let left = chance.below(8)
      server.fault = ({ query }) => {
        if (query.get('feed') !== 'longpoll' && (left -= 1) < 0) takeAway()
        return null
      }
      const meanwhile = await world.exchange(counter)
      takeAway()
      server.fault = () => null
      if (chance.below(2) === 0) await counter.restart()
      // Work goes on, and what it leads to waits.
      const id = chance.below(2) === 0 ? office.ids[chance.below(office.ids.length)] : undefined
      const written = id !== undefined && (await counter.open.notesOf(id)) !== null ? await note(world, counter, id) : []
      return [...meanwhile, ...written, ...(await world.exchange(counter)), ...(await mustSay(counter, 'out-of-contact'))]
    })),
  )
  server.accounts.keep({ name: account, password, roles })
  server.database(cases).security = security
  return [...broken, ...(await world.exchangeInPeace(counter))]
}

async function mustSay(counter: SoakCounter, contact: string): Promise<readonly string[]> {
  const said = (await stateOf(counter)).contact
  return said === contact ? [] : [`N3: the server is out of reach, and the screen says ${said}`]
}
