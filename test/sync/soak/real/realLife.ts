import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stepNames } from '../../../../electron/station/sync/steps.ts'
import { type Peer, startPeer } from '../../../../scripts/server/startPeer.ts'
import { admin, prepareOffice } from '../../../builders/preparedServer.ts'
import { bundleProgram } from '../../../faults/nodeProgram.ts'
import { type Life, type LifeReport, live } from '../../../faults/soak/lives.ts'
import { createChance } from '../../../faults/writeback.ts'
import { RealCounter } from './realCounter.ts'

export const notReplayed =
  'What is done, and where in its program a station is killed, follows from the seed. Which of three stations that are killed at once had met the server first does not, nor how long anything takes: that is for the operating system.'

const weights = { work: 40, sync: 25, 'kill at work': 10, 'kill in the exchange': 12, 'server killed': 6, 'all killed': 3, stick: 4 } as const
type Deed = keyof typeof weights

/** Of these counters one has no station of its own: a new one reads with its account in the end. */
const accounts = ['jimei-1', 'jimei-2', 'jimei-3'] as const

/**
 * The same with nothing but real things: each station a process on a real disk, the server one from npm on a disk, real
 * kills, each at a place of the program that the seed chooses: the n-th time that it comes to a step of the exchange, or
 * changes the disk. `notReplayed` says what does not follow from the seed.
 */
export async function liveForReal({ seed, number, steps }: Life): Promise<LifeReport> {
  const chance = createChance(`real stations ${seed} ${number}`)
  const program = await bundleProgram('realStation', import.meta.dirname)
  const [dataFolder, stick] = [await mkdtemp(join(tmpdir(), 'real-server-')), await mkdtemp(join(tmpdir(), 'real-stick-'))]
  let peer: Peer = await startPeer({ port: 0, dataFolder, admin })
  await prepareOffice(peer.url)
  const port = Number(new URL(peer.url).port)
  const counters: RealCounter[] = []
  for (const account of accounts) counters.push(await RealCounter.begin(`real ${seed} ${number} ${account}`, program, peer.url, account, stick))
  const story: string[] = []
  const tell = (line: string): void => void story.push(`  ${line}`)
  const ids: string[] = []
  const promised = new Map<string, Set<string>>()
  const scans: { readonly caseId: string; readonly digest: string }[] = []
  let notes = 0

  async function work(counter: RealCounter): Promise<readonly string[]> {
    const id = ids[chance.below(ids.length + 1)]
    if (id === undefined) {
      const opened = await counter.ask({ kind: 'open', name: `第 ${story.length} 行的办件` })
      if (opened?.kind === 'done') ids.push(opened.value)
      return mustBeDone(opened)
    }
    notes += 1
    const text = `第 ${notes} 条备注`
    if (chance.below(4) === 0) {
      const added = await counter.ask({ kind: 'scan', caseId: id, text })
      if (added?.kind === 'done') scans.push({ caseId: id, digest: added.value })
      return mustBeDone(added)
    }
    const noted = await counter.ask({ kind: 'note', caseId: id, text })
    if (noted?.kind === 'done') for (const ledger of [promised, counter.promised]) ledger.set(id, (ledger.get(id) ?? new Set()).add(text))
    return mustBeDone(noted)
  }
  /** Refused may be what is done to a case that is not here. */
  const mustBeDone = (said: Awaited<ReturnType<RealCounter['ask']>>): readonly string[] => (said?.kind === 'refused' && !said.because.includes('unknown-case') ? [said.because] : [])

  async function sync(counter: RealCounter, allowed: readonly string[]): Promise<readonly string[]> {
    const said = await counter.ask({ kind: 'sync' })
    tell(JSON.stringify(said))
    if (said === null) return []
    const word = said.kind === 'synced' ? (said.because ?? said.contact) : said.kind
    return allowed.includes(word) ? [] : [`the screen says ${JSON.stringify(said)}`]
  }
  /** What was acknowledged here stands here, once. */
  async function look(counter: RealCounter): Promise<readonly string[]> {
    const said = await counter.ask({ kind: 'texts', caseIds: ids })
    if (said?.kind !== 'texts') return [`no texts: ${JSON.stringify(said)}`]
    return [...counter.promised].flatMap(([id, texts]) => [...texts].flatMap((text) => (countOf(said.texts[id] ?? [], text) === 1 ? [] : [`N1: ${text} of ${id} was acknowledged here and stands ${countOf(said.texts[id] ?? [], text)} times`])))
  }

  async function act(deed: Deed): Promise<readonly string[]> {
    const counter = chance.pick(counters)
    tell(`at counter ${counters.indexOf(counter) + 1}`)
    switch (deed) {
      case 'work':
        return work(counter)
      case 'sync':
        return sync(counter, ['in-step'])
      case 'kill at work':
      case 'kill in the exchange': {
        const [at, nth] = deed === 'kill at work' ? (['disk', 1 + chance.below(8)] as const) : ([chance.pick(stepNames), chance.pick([1, 1, 2])] as const)
        tell(`at ${at}, ${nth}`)
        await work(counter)
        const broken: string[] = []
        await counter.dieAt(at, nth, async () => broken.push(...(deed === 'kill at work' ? await work(counter) : await sync(counter, ['in-step']))))
        return [...broken, ...(await look(counter)), ...(await sync(counter, ['in-step'])), ...(await look(counter))]
      }
      case 'server killed': {
        const broken = [...(await work(counter))]
        const [at, nth] = [chance.pick(stepNames), chance.pick([1, 1, 2])]
        tell(`at ${at}, ${nth}`)
        broken.push(...(await counter.meanwhile(at, nth, () => peer.stop('SIGKILL'), () => sync(counter, ['in-step', 'offline', 'unreadable']))))
        broken.push(...(await sync(counter, ['offline'])), ...(await work(counter)))
        peer = await startPeer({ port, dataFolder, admin })
        return [...broken, ...(await sync(counter, ['in-step']))]
      }
      case 'all killed': {
        const points = counters.map((each) => ({ each, at: chance.pick(stepNames), nth: chance.pick([1, 1, 2]) }))
        tell(points.map(({ at, nth }) => `at ${at}, ${nth}`).join('; '))
        await Promise.all(points.map(({ each, at, nth }) => each.dieAt(at, nth, () => sync(each, ['in-step']))))
        const broken: string[] = []
        for (const each of counters) broken.push(...(await look(each)))
        return broken
      }
      case 'stick': {
        const written = await counter.ask({ kind: 'write stick' })
        tell(JSON.stringify(written))
        if (written?.kind !== 'done') return written?.kind === 'refused' && written.because.includes('nothing-to-write') ? [] : [`no stick: ${JSON.stringify(written)}`]
        const reader = chance.pick(counters)
        for (let time = 0; time < 2; time += 1) {
          const taken = await reader.ask({ kind: 'take stick' })
          if (taken?.kind !== 'done') return [`a stick is not taken: ${JSON.stringify(taken)}`]
        }
        return look(reader)
      }
    }
  }

  /** Everybody has everything, a new station too that never met any of them: it has all from the server. */
  async function atTheEnd(): Promise<readonly string[]> {
    const broken: string[] = []
    for (let round = 0; round < 2; round += 1) for (const counter of counters) broken.push(...(await sync(counter, ['in-step'])))
    const newcomer = await RealCounter.begin(`real ${seed} ${number} newcomer`, program, peer.url, accounts[0], stick)
    counters.push(newcomer)
    broken.push(...(await sync(newcomer, ['in-step'])))
    const [whole, ...others] = await Promise.all(counters.map((counter) => counter.ask({ kind: 'texts', caseIds: ids })))
    for (const [at, other] of others.entries()) if (JSON.stringify(other) !== JSON.stringify(whole)) broken.push(`counter ${at + 2} holds other events than the first`)
    const texts = whole?.kind === 'texts' ? whole.texts : {}
    for (const id of ids) if ((texts[id] ?? []).length === 0) broken.push(`N1: case ${id} was acknowledged and is nowhere`)
    for (const [id, kept] of promised) for (const text of kept) if (countOf(texts[id] ?? [], text) !== 1) broken.push(`N1: ${text} of ${id} stands ${countOf(texts[id] ?? [], text)} times`)
    for (const scan of scans) {
      const shown = await newcomer.ask({ kind: 'look', ...scan })
      if (shown?.kind !== 'done' || shown.value !== scan.digest) broken.push(`the file ${scan.digest} is ${JSON.stringify(shown)}`)
    }
    return broken
  }

  try {
    return await live(steps, { chance, weights, story, act, atTheEnd })
  } finally {
    for (const counter of counters) await counter.remove()
    await peer.stop('SIGKILL')
    for (const folder of [dataFolder, stick]) await rm(folder, { recursive: true })
  }
}

const countOf = (texts: readonly string[], note: string): number => texts.filter((text) => text.includes(`"${note}"`)).length
