import { DeskRefused, type DeskService } from '../../../electron/station/desk.ts'
import type { PackShelf } from '../../../electron/station/packShelf.ts'
import { aClock, countedBytes } from '../../builders/desk.ts'
import { createLedger, type Promised, witnessed } from '../ledger.ts'
import { aWorld, findBrokenOn, openMemoryDesk } from '../memoryDesk.ts'
import { MemoryFiles, SystemError } from '../memoryFiles.ts'
import { createChance, scatteredWriteback } from '../writeback.ts'
import { damageAFile, namesOn } from './damage.ts'
import { type Life, type LifeReport, live, refuseCalls } from './lives.ts'
import { doSomething, mustWork } from './work.ts'

const weights = { work: 76, kill: 6, 'power cut': 6, 'failing disk': 5, clock: 2, restart: 2, damage: 2, 'put back': 1 } as const

const moments = ['1970-01-01T08:00:00+08:00', '2025-03-02T09:00:00+08:00', '2026-03-02T09:00:00+08:00', '2026-12-31T23:59:59+08:00', '2028-02-29T12:00:00+08:00', '2036-03-02T09:00:00+08:00'] as const

/** One life of a station. Every step is work or a fault; after every fault it is started again and held against the ledger. */
export async function liveThrough(shelf: PackShelf, { seed, number, steps }: Life): Promise<LifeReport> {
  const chance = createChance(`soak ${seed} ${number}`)
  const story: string[] = []
  const clock = aClock()
  const toldLost = new Set<string>()
  /** A record that names people was lost and told; the manifest may know them all the same, as long as it lasts. */
  let arePeopleInDoubt = false
  let ledger = createLedger()
  let files = new MemoryFiles()
  /** A copy that somebody made of the closed profile. */
  let earlier: MemoryFiles | null = null
  let mark = 0
  let starts = 0
  let desk = await start()
  await mustWork(desk, nextMark())

  function nextMark(): number {
    mark += 1
    return mark
  }

  async function start(): Promise<DeskService> {
    starts += 1
    const own = files
    const world = aWorld()
    const opened = await openMemoryDesk(shelf, own, { ...world.ports, clock, randomBytes: countedBytes(`${seed} ${number} ${starts}`) })
    // A process that was killed promises nothing any more, whatever its remains still do.
    return witnessed(opened, (entry) => {
      if (own !== files || (entry.kind === 'set-up' && arePeopleInDoubt)) return
      ledger.note(entry)
      world.pass()
    })
  }

  /** On what is left: nothing may be missing but what was told, and the work goes on. */
  async function recover(left: MemoryFiles): Promise<readonly string[]> {
    files = left
    desk = await start()
    const broken = await findBrokenOn(files, desk, ledger.entries, 'office', toldLost)
    await mustWork(desk, nextMark())
    return [...broken, ...(await findBrokenOn(files, desk, ledger.entries, 'office', toldLost))]
  }

  /** Ends the process at some call of what it is doing, or after it. */
  async function dieAtWork(leave: (disk: MemoryFiles) => MemoryFiles): Promise<readonly string[]> {
    let left = chance.below(25)
    let seen: { readonly disk: MemoryFiles; readonly promised: readonly Promised[] } | null = null
    files.onDone = () => {
      if (left === 0) seen = { disk: files.fork(), promised: [...ledger.entries] }
      left -= 1
    }
    story.push(`  while: ${await doSomething(desk, chance, ledger.entries, nextMark)}`)
    files.onDone = null
    const { disk, promised } = seen ?? { disk: files.fork(), promised: [...ledger.entries] }
    ledger = createLedger(promised)
    return recover(leave(disk))
  }

  async function failAtWork(): Promise<readonly string[]> {
    const code = chance.pick(['ENOSPC', 'EIO', 'EROFS'] as const)
    const refusing = refuseCalls(files, code, chance.below(20), chance.pick([1, 1, 3, Number.POSITIVE_INFINITY]))
    for (let tries = 0; tries < 3; tries += 1) story.push(`  while: ${await doSomething(desk, chance, ledger.entries, nextMark)}`)
    if (chance.below(2) === 0) {
      await desk.close().catch(() => undefined)
      await start().then((opened) => opened.close(), (refused: unknown) => {
        if (!(refused instanceof DeskRefused) || refused.refusal.kind !== 'disk') throw refused
      }).catch((error: unknown) => {
        if (!(error instanceof SystemError)) throw error
      })
      refusing.end()
      return recover(files.copyOfDisk())
    }
    refusing.end()
    await mustWork(desk, nextMark())
    return findBrokenOn(files, desk, ledger.entries, 'office', toldLost)
  }

  async function damage(): Promise<readonly string[]> {
    const typed = JSON.stringify({ draft: await desk.handle('draft:get', {}) })
    await desk.close()
    files = files.copyOfDisk()
    const done = await damageAFile(files, chance)
    if (!done) {
      desk = await start()
      await mustWork(desk, nextMark())
      return []
    }
    story.push(`  ${done.what}`)
    desk = await start()
    await desk.handle('records:check', {})
    const { notices } = await desk.handle('station:status', {})
    const told = new Set(notices.flatMap((notice) => (notice.kind === 'records-skipped' ? notice.seqs : [])))
    const isTailTold = notices.some(({ kind }) => kind === 'tail-cut')
    const after = await namesOn(files)
    const untold = [...done.before].filter(([name, { seq }]) => !after.has(name) && !toldLost.has(name) && !told.has(seq) && !isTailTold)
    for (const [name, { seq, stream }] of done.before) {
      if (!told.has(seq) && !(isTailTold && !after.has(name))) continue
      toldLost.add(name)
      if (stream.startsWith('station:')) arePeopleInDoubt = true
    }
    if (arePeopleInDoubt) ledger = createLedger(ledger.entries.filter(({ kind }) => kind !== 'set-up'))
    if (done.hit === 'draft') {
      ledger.note({ kind: 'draft-kept', profile: 'office', draft: '{"draft":null}' })
      // Not every byte of its file matters.
      ledger.note({ kind: 'draft-begun', profile: 'office', draft: typed })
    }
    const broken = [...untold.map(([name, { seq }]) => `N3: ${name} (record ${seq}) is lost and nobody is told`), ...(await findBrokenOn(files, desk, ledger.entries, 'office', toldLost))]
    await mustWork(desk, nextMark())
    return [...broken, ...(await findBrokenOn(files, desk, ledger.entries, 'office', toldLost))]
  }

  /** Somebody puts an older copy of the data in their place. */
  async function putBack(): Promise<readonly string[]> {
    await desk.close()
    const older = earlier ?? files
    earlier = null
    const kept = new MemoryFiles()
    for (const [path, { now }] of files.entries) if (!path.startsWith('/place/')) kept.put(path, now)
    for (const [path, { now }] of older.entries) if (path.startsWith('/place/')) kept.put(path, now)
    const before = await namesOn(files)
    const after = await namesOn(kept)
    const gone = [...before.keys()].filter((name) => !after.has(name))
    for (const name of gone) toldLost.add(name)
    // People who were added since went with their records, and the draft is the older one.
    ledger = createLedger([...ledger.entries.filter(({ kind }) => kind !== 'set-up'), { kind: 'draft-kept', profile: 'office', draft: readDraft(kept) }])
    const broken = await recover(kept)
    const { notices } = await desk.handle('station:status', {})
    return gone.length > 0 && !notices.some(({ kind }) => kind === 'put-back' || kind === 'copied') ? [...broken, `N3: ${gone.length} events are gone with an older copy and nobody is told`] : broken
  }

  async function act(name: keyof typeof weights): Promise<readonly string[]> {
    switch (name) {
      case 'work':
        story.push(`  ${await doSomething(desk, chance, ledger.entries, nextMark)}`)
        return []
      case 'kill':
        return dieAtWork((disk) => disk.copyOfDisk())
      case 'power cut':
        return dieAtWork((disk) => disk.afterPowerCut(scatteredWriteback(`${seed} ${number} ${story.length}`)))
      case 'failing disk':
        return failAtWork()
      case 'clock':
        clock.set(chance.pick(moments))
        return []
      case 'restart':
        await desk.close()
        earlier ??= files.copyOfDisk()
        return recover(files.copyOfDisk())
      case 'damage':
        return damage()
      case 'put back':
        return putBack()
    }
  }

  const report = await live(steps, { chance, weights, story, act, atTheEnd: () => Promise.resolve([]) })
  if (report.kind === 'held') await desk.close()
  return report
}

/** As a page would get it from this disk. */
function readDraft(files: MemoryFiles): string {
  const text = files.entries.has('/place/office/draft') ? files.get('/place/office/draft').toString() : ''
  const [, draft = 'null'] = /"content":\{"draft":(.*)\}\}\n$/s.exec(text) ?? []
  return `{"draft":${draft}}`
}
