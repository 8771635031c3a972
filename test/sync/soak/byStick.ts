import type { StickContent, StickTaken } from '../../../shared/contracts/stick.ts'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { passphrase } from '../../builders/sticks.ts'
import type { SoakCounter } from './counter.ts'
import { carriedOn } from './erased.ts'
import type { Scan, StickFile } from './office.ts'
import type { SoakWorld } from './world.ts'

/** One stick between the counters, always the same: written here, read there, and read once more. */

/** An office throws old files away. */
const mostFiles = 4

export async function byStick(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const writer = chance.pick(office.counters)
  const broken = chance.below(4) === 0 ? [] : [...(await write(world, writer))]
  const name = chance.pick([...office.stick.keys(), ...[...office.stick.keys()].slice(-1)].concat(office.stick.size === 0 ? [''] : []))
  const file = office.stick.get(name)
  if (!file) return broken
  return [...broken, ...(await refuseDamaged(world, counter, name, file)), ...(await read(world, counter, name, file))]
}

/** Plugs the stick in; gives what pulls it out again. */
function plugIn({ office }: SoakWorld, counter: SoakCounter): void {
  for (const path of [...counter.place.files.entries.keys()]) if (path.startsWith('/stick/')) counter.place.files.entries.delete(path)
  for (const [name, { bytes }] of office.stick) counter.place.files.put(`/stick/${name}`, bytes)
}

async function write(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const id = office.ids[chance.below(office.ids.length)]
  const content = chance.pick<StickContent>([{ kind: 'unconfirmed' }, { kind: 'open' }, ...(id === undefined ? [] : [{ kind: 'chosen' as const, cases: [id] }])])
  const withPack = chance.below(4) === 0
  plugIn(world, counter)
  const held = content.kind === 'chosen' ? await holdingsOf(world, counter, content.cases) : new Map<string, readonly string[]>()
  const scans = content.kind === 'chosen' ? [...office.scans.values()].filter((scan) => content.cases.includes(scan.caseId) && office.isOnDisk(counter, scan)) : []
  const run = (): Promise<Result<unknown, Failure>> => counter.handlers['stick:write']({ content, withPack, passphrase })
  let isWhole = false
  if (chance.below(5) === 0) {
    const calls = chance.below(40)
    world.tell(`dies after ${calls} calls while it writes`)
    await world.withBadDisk(() => counter.dieDuring({ calls }, run, (disk) => disk.copyOfDisk()))
  } else {
    const written = await run()
    isWhole = written.ok
    world.tell(`${content.kind}: ${written.ok ? 'written' : JSON.stringify(written.failure)}`)
    if (!written.ok && !(written.failure.kind === 'stick-refused' && written.failure.because === 'nothing-to-write')) return [`refused: ${JSON.stringify(written.failure)}`]
  }
  const broken: string[] = []
  for (const path of counter.place.files.entries.keys()) {
    const name = path.slice('/stick/'.length)
    // Whatever bears its final name is whole, also where the program died on it.
    if (!path.startsWith('/stick/') || !name.endsWith('.age') || office.stick.has(name)) continue
    const bytes = counter.place.files.get(path)
    office.stick.set(name, { bytes, holds: isWhole ? held : new Map(), scans: isWhole ? scans : [] })
    broken.push(...(await carriedOn(office, counter, bytes)))
  }
  for (const name of [...office.stick.keys()].slice(0, -mostFiles)) office.stick.delete(name)
  return broken
}

async function holdingsOf({ office }: SoakWorld, counter: SoakCounter, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const held = new Map<string, readonly string[]>()
  for (const id of ids) if (!counter.erased.has(id)) held.set(`case:${id}`, await office.textsAt(counter, `case:${id}`))
  return held
}

async function preview(counter: SoakCounter, name: string, typed = passphrase): ReturnType<SoakCounter['handlers']['stick:preview']> {
  const found = await counter.handlers['stick:find']({})
  return found.ok ? counter.handlers['stick:preview']({ name, passphrase: typed }) : found
}
async function take(counter: SoakCounter, name: string): Promise<Result<StickTaken, Failure>> {
  const looked = await preview(counter, name)
  return looked.ok ? counter.handlers['stick:import']({ preview: looked.value.id }) : looked
}

/** Another passphrase, a file that is cut off or in which a bit has turned: refused whole, in the right words. */
async function refuseDamaged(world: SoakWorld, counter: SoakCounter, name: string, { bytes }: StickFile): Promise<readonly string[]> {
  const { chance } = world
  const way = chance.pick(['passphrase', 'cut', 'flipped', 'none', 'none'] as const)
  plugIn(world, counter)
  if (way === 'none') return []
  const { files } = counter.place
  const heads = (): string => JSON.stringify([counter.open.station.journal.head(), [...files.entries.keys()].filter((path) => path.includes('/kept/')).map((path) => files.get(path).length)])
  const before = heads()
  const at = chance.below(bytes.length)
  if (way === 'cut') files.put(`/stick/${name}`, bytes.subarray(0, at))
  if (way === 'flipped') files.put(`/stick/${name}`, Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 4 : byte))))
  const looked = await preview(counter, name, way === 'passphrase' ? '另一个口令 9d0h-c3ta' : passphrase)
  const said = looked.ok ? 'taken for whole' : looked.failure.kind === 'stick-refused' ? looked.failure.because : looked.failure.kind
  world.tell(`${way} at ${at} of ${bytes.length}: ${said}`)
  world.hear(`stick: ${said}`)
  plugIn(world, counter)
  const allowed = way === 'passphrase' ? ['wrong-passphrase'] : ['damaged', 'wrong-passphrase', 'not-ours']
  return [...(allowed.includes(said) ? [] : [`N3: a stick with another ${way} is ${said}`]), ...(heads() === before ? [] : ['something of a refused stick was kept'])]
}

async function read(world: SoakWorld, counter: SoakCounter, name: string, { holds, scans }: StickFile): Promise<readonly string[]> {
  const { office, chance } = world
  const way = chance.pick(['whole', 'whole', 'whole', 'kill', 'disk'] as const)
  if (way === 'kill') {
    const calls = chance.below(40)
    world.tell(`dies after ${calls} calls while it reads`)
    await world.withBadDisk(() => counter.dieDuring({ calls }, () => take(counter, name), (disk) => disk.copyOfDisk()))
    plugIn(world, counter)
  }
  if (way === 'disk') await world.withBadDisk(() => counter.failDuring(chance.pick(['ENOSPC', 'EIO']), chance.below(20), chance.pick([1, Number.POSITIVE_INFINITY]), () => take(counter, name)))
  const taken = await take(counter, name)
  world.tell(`${name}: ${taken.ok ? JSON.stringify(taken.value.counts) : JSON.stringify(taken.failure)}`)
  if (!taken.ok) return [`refused: ${JSON.stringify(taken.failure)}`]
  const broken: string[] = []
  for (const [stream, texts] of holds) {
    const here = new Set(await office.textsAt(counter, stream))
    const lacking = texts.filter((text) => !here.has(text))
    if (lacking.length > 0) broken.push(`${lacking.length} events of ${stream} came by stick and are not here`)
  }
  broken.push(...(await missingScans(world, counter, scans)))
  // Read once more, as sticks are: not a byte.
  const again = await take(counter, name)
  if (!again.ok || again.value.counts.fresh > 0 || again.value.counts.scans > 0) broken.push(`read once more, a stick brings ${JSON.stringify(again)}`)
  return [...broken, ...(await world.look(counter))]
}

async function missingScans({ office }: SoakWorld, counter: SoakCounter, scans: readonly Scan[]): Promise<readonly string[]> {
  const broken: string[] = []
  for (const scan of scans) {
    const state = await counter.handlers['case:state']({ caseId: scan.caseId })
    const isNamed = state.ok && state.value.scans.some(({ digest, retracted }) => digest === scan.digest && !retracted)
    if (isNamed && !office.isOnDisk(counter, scan)) broken.push(`the file ${scan.digest} came by stick and is not here`)
  }
  return broken
}
