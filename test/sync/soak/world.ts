import type { SyncState } from '../../../shared/contracts/sync.ts'
import { brokenAt, countLives, lostScans, misnamed, ownElsewhere, untold, untoldEditions, untoldTwin } from './oracle.ts'
import { brokenErasures, documentsOfErased, passedOn, unheard } from './erased.ts'
import type { SoakCounter } from './counter.ts'
import type { SoakOffice } from './office.ts'
import { countOne } from '../../faults/soak/lives.ts'
import type { Chance } from '../../faults/writeback.ts'

type On = SyncState & { readonly kind: 'on' }

/** What every deed of the soak works with. */
export class SoakWorld {
  readonly office: SoakOffice
  readonly chance: Chance
  /** What happened, for whoever reads of a failure. */
  readonly story: string[]
  /** What people were told, and how often. */
  readonly told = new Map<string, number>()
  step = 0
  /** Notes are told apart by their number. */
  notes = 0
  /** A command may be refused for what the case is; a disk that was not made to fail refuses nothing. */
  mayDiskFail = false

  constructor(office: SoakOffice, chance: Chance, story: string[]) {
    this.office = office
    this.chance = chance
    this.story = story
  }
  readonly tell = (line: string): void => void this.story.push(`  ${line}`)

  /** One contact; what the screen says after it is held against what is there. */
  async exchange(counter: SoakCounter): Promise<readonly string[]> {
    const { office } = this
    const { incarnation } = counter.open.station.journal
    const twins = await ownElsewhere(office, counter)
    const sent = documentsOfErased(office, counter)
    // A twin has met nobody yet.
    const hasMet = !this.mayDiskFail && office.counters.includes(counter) && !office.notYetMet.has(counter)
    const lives = hasMet ? await countLives(counter) : 0
    const state = await counter.sync()
    this.tell(`${JSON.stringify(state.contact)}, ${state.counts.waiting} wait, ${state.files.waiting} files`)
    const carried = passedOn(office, counter, sent)
    if (counter.isDead) return carried
    const erased = await brokenErasures(office, counter)
    await this.#listen(counter, state)
    const isQuiet = office.sayable.size === 0 && !this.mayDiskFail && state.contact.kind === 'in-step'
    const isRenewed = hasMet && state.contact.kind === 'in-step' && (await countLives(counter)) > lives
    return [
      ...(isRenewed ? ['the server is taken for one that was put back, and nobody has put it back'] : []),
      ...carried,
      ...erased,
      ...(state.contact.kind === 'in-step' ? await unheard(office, counter, state.counts.held) : []),
      ...misnamed(office, state.contact),
      ...(await untold(office, counter, state)),
      ...(twins > 0 && state.contact.kind === 'in-step' ? await untoldTwin(counter, incarnation) : []),
      ...(isQuiet ? await untoldEditions(office, counter) : []),
    ]
  }
  async #listen(counter: SoakCounter, { contact, waiting, counts, files }: On): Promise<void> {
    this.hear(contact.kind === 'out-of-contact' ? contact.because.kind : contact.kind)
    for (const { because } of waiting) if (because.kind !== 'due' && because.kind !== 'not-due') this.hear(`waits: ${because.kind}`)
    if (files.because) this.hear(`file waits: ${files.because.kind}`)
    if (counts.setAside > 0) this.hear('set aside')
    if (counts.held > 0) this.hear('erasures held')
    if (counts.deleted > 0) this.hear('deleted at the server')
    const { notices, troubles } = await counter.handlers['station:status']({})
    for (const { kind } of [...notices, ...troubles]) this.hear(kind)
  }
  hear(word: string): void {
    countOne(this.told, word)
  }
  /** The same, and nothing is in its way: in step. */
  async exchangeInPeace(counter: SoakCounter): Promise<readonly string[]> {
    const broken = await this.exchange(counter)
    const { contact } = await stateOf(counter)
    return contact === 'in-step' ? broken : [...broken, `N3: nothing is in its way, and the screen says ${contact}`]
  }
  async look(counter: SoakCounter): Promise<readonly string[]> {
    return [...(await brokenAt(this.office, counter)), ...lostScans(this.office)]
  }
  /** Somebody makes the disk fail meanwhile. */
  async withBadDisk<T>(work: () => Promise<T>): Promise<T> {
    this.mayDiskFail = true
    try {
      return await work()
    } finally {
      this.mayDiskFail = false
    }
  }
  /** Something goes wrong with the server meanwhile, that may be called any of these. */
  async withTrouble<T>(sayable: readonly string[], work: () => Promise<T>): Promise<T> {
    const { office } = this
    for (const word of sayable) office.sayable.add(word)
    try {
      return await work()
    } finally {
      office.sayable.clear()
      office.server.fault = () => null
    }
  }
}

export async function stateOf(counter: SoakCounter): Promise<{ readonly contact: string; readonly waiting: number }> {
  const state = await counter.handlers['sync:state']({})
  return state.kind === 'on' ? { contact: state.contact.kind, waiting: state.counts.waiting } : { contact: 'off', waiting: 0 }
}
