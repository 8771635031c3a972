import { join } from 'node:path'
import { nameEvent } from '../../electron/station/identity.ts'
import { diskFiles } from '../../electron/station/files.ts'
import { openPackShelf } from '../../electron/station/packShelf.ts'
import { openStation, type Station } from '../../electron/station/station.ts'
import type { CaseCommand } from '../../shared/contracts/ipc.ts'
import { assess } from '../../shared/domain/assess.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import type { CaseState, MaterialState } from '../../shared/domain/events.ts'
import type { FactValue, Pack } from '../../shared/domain/pack.ts'
import { must } from './counter.ts'
import { aClock, aPrinter, builtInPack, countedBytes, textDocuments } from './desk.ts'
import { anExample, jimeiOverlayDir } from './pack.ts'

type Values = Readonly<Record<string, FactValue>>

/** One clerk at one of two stations, working on cases that both have. */
export class Counter {
  readonly #station: Station
  constructor(station: Station) {
    this.#station = station
  }
  async open(values: Values): Promise<string> {
    return must(await this.#station.handlers['case:open']({ fields: Object.entries(values).map(([path, value]) => ({ path, value, over: [] })) })).state.id
  }
  async state(caseId: string): Promise<CaseState> {
    return must(await this.#station.handlers['case:state']({ caseId }))
  }
  async order(caseId: string, command: CaseCommand): Promise<void> {
    must(await this.#station.handlers['case:do']({ caseId, command }))
  }
  async write(caseId: string, values: Readonly<Record<string, FactValue | MaterialState>>): Promise<void> {
    const { fields } = await this.state(caseId)
    await this.order(caseId, { kind: 'write', fields: Object.entries(values).map(([path, value]) => ({ path, value, over: (fields[path]?.heads ?? []).map(({ event }) => event) })) })
  }
  /** To the edition on the shelf whose version ends so. */
  async moveTo(caseId: string, version: RegExp): Promise<void> {
    const { editions } = await this.#station.handlers['edition:list']({})
    const found = editions.find(({ ref }) => version.test(ref.version))
    if (!found) throw new Error('no such edition')
    await this.order(caseId, { kind: 'move', to: found.ref, heads: await this.heads(caseId) })
  }
  async heads(caseId: string): Promise<string[]> {
    return [...(await this.state(caseId)).heads]
  }
  /** The newest event of a case as this station keeps it, under which others can be made. */
  async newest(caseId: string): Promise<Readonly<Record<string, unknown>> & { readonly name: string }> {
    const heads = await this.heads(caseId)
    const head = must(await this.#station.exportCase(caseId)).find(({ name }) => name === heads[0])
    if (!head) throw new Error('a head that is not here')
    const event: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(head.bytes).toString('utf8'))
    return { ...event, name: head.name }
  }
  /** Takes in an event that no station of this version writes. */
  async receiveMade(event: Readonly<Record<string, unknown>>): Promise<void> {
    const text = canonicalJson(event)
    must(await this.#station.importEvents([{ name: nameEvent(text), bytes: Buffer.from(text) }], { source: 'stick', checkpoint: null }))
  }
  /** Takes over what the other has of a case, but for events that hold this text. */
  async receive(caseId: string, from: Counter, lost: string | null = null): Promise<void> {
    const events = must(await from.#station.exportCase(caseId)).filter(({ bytes }) => lost === null || !Buffer.from(bytes).includes(lost))
    must(await this.#station.importEvents(events, { source: 'stick', checkpoint: null }))
  }
}

/**
 * Lets `work` run at two stations: one in `profileRoot` (李敏), the other in `otherRoot` (陈刚), whose records are thrown
 * away with it. Both are closed afterwards.
 */
export async function atTwoStations(profileRoot: string, otherRoot: string, work: (here: Counter, there: Counter) => Promise<void>, clock = aClock()): Promise<void> {
  const openShelf = (overlayDirs: readonly string[]) => openPackShelf(diskFiles, join(profileRoot, 'packs'), { packDir: builtInPack, overlayDirs }, '0.1.0')
  // The edition with the sample overlay stays on the shelf beside the one that is in use.
  await openShelf([jimeiOverlayDir])
  const shelf = await openShelf([])
  if (!shelf.ok) throw new Error(shelf.failure.kind)
  const start = async (root: string, name: string, operators: readonly { readonly name: string; readonly role: 'clerk' | 'supervisor' }[]): Promise<Station> => {
    const station = await openStation(
      'office',
      { profileRoot: root, documents: textDocuments(), printers: aPrinter(), chooseSavePath: () => Promise.resolve(null), clock, randomBytes: countedBytes(name), announce: () => undefined, version: '0.1.0' },
      shelf.value,
    )
    if (!station.ok) throw new Error(station.failure.kind)
    const { operators: people } = must(await station.value.handlers['station:setUp']({ district: '集美区', stationName: name, operators: [...operators] }))
    must(await station.value.handlers['station:signIn']({ operatorId: people[0]?.id ?? '' }))
    return station.value
  }
  const here = await start(profileRoot, '三号窗口', [
    { name: '李敏', role: 'clerk' },
    { name: '王芳', role: 'supervisor' },
  ])
  const there = await start(otherRoot, '大篷车一号', [{ name: '陈刚', role: 'clerk' }])
  try {
    await work(new Counter(here), new Counter(there))
  } finally {
    await there.close()
    await here.close()
  }
}

export interface MetCases {
  /** A fact and a name that were filled in differently. */
  readonly conflicting: string
  /** An address, a theme and a material that were noted differently. */
  readonly combined: string
  /** Refused here, withdrawn there. */
  readonly contested: string
  /** Accepted here while an answer was changed there. */
  readonly marked: readonly string[]
  /** One record of the other station has not come. */
  readonly lacking: string
  /** Accepted at both. */
  readonly doubled: string
  /** A record that was given up has come. */
  readonly late: string
  /** Put under the overlay's edition here, and there under it and back. */
  readonly moved: string
  /** A newer version of the program wrote to it. */
  readonly newer: string
  /** Somebody asked for it to be erased, and nobody has confirmed it. */
  readonly toErase: string
}

/** Cases on which the two stations have met, each in another way. */
export async function meetOverCases(here: Counter, there: Counter, pack: Pack): Promise<MetCases> {
  const workshop = factsOf(anExample(pack, 's01', { buildingType: 'workshop', totalFloorArea: 10_000, industrialProject: true, onCommitmentNegativeList: false }))
  const begin = async (name: string, values: Values): Promise<string> => {
    const id = await here.open({ 'project.name': name, 'applicant.name': '厦门样例实业有限公司', ...values })
    await there.receive(id, here)
    return id
  }

  const conflicting = await begin('先锋厂房（样例）', workshop)
  await here.write(conflicting, { 'facts.totalFloorArea': 9_800 })
  await there.write(conflicting, { 'facts.totalFloorArea': 10_200, 'applicant.agent': '林海' })
  await here.write(conflicting, { 'applicant.agent': '林浩' })
  await here.receive(conflicting, there)

  const combined = await begin('海沧仓库（样例）', workshop)
  const survey = 'materials.planning-permit/survey-results'
  await here.write(combined, { 'project.address': '海沧大道 2 号', theme: 'decoration', [survey]: received(2) })
  await there.write(combined, { 'project.address': '兴港路口东侧', theme: 'old-community', [survey]: received(0) })
  await here.receive(combined, there)

  const contested = await begin('杏林学校（样例）', {})
  await here.order(contested, { kind: 'refuse', reason: '不属于本窗口受理范围', basis: '行政许可法第三十二条', properWay: '市级窗口', refusedOn: '2026-03-02', heads: await here.heads(contested) })
  await there.order(contested, { kind: 'withdraw', reason: '申请人改期', heads: await there.heads(contested) })
  await here.receive(contested, there)

  const acceptWhileAnswered = async (name: string): Promise<string> => {
    const id = await begin(name, workshop)
    await here.order(id, { kind: 'accept', receivedOn: '2026-03-02', acceptedOn: '2026-03-02', items: itemsOf(pack, workshop, await here.state(id)), heads: await here.heads(id) })
    await there.write(id, { 'facts.totalFloorArea': 10_200 })
    await here.receive(id, there)
    return id
  }
  const marked = [await acceptWhileAnswered('灌口仓库（样例）'), await acceptWhileAnswered('后溪仓库（样例）')]

  const lacking = await begin('马銮湾幼儿园（样例）', {})
  await there.write(lacking, { 'project.address': '马銮湾南岸' })
  await there.order(lacking, { kind: 'note', text: '来电补充' })
  await here.receive(lacking, there, '马銮湾南岸')

  const doubled = await begin('集美仓库（样例）', workshop)
  for (const counter of [here, there]) {
    await counter.order(doubled, { kind: 'accept', receivedOn: '2026-03-02', acceptedOn: '2026-03-02', items: itemsOf(pack, workshop, await counter.state(doubled)), heads: await counter.heads(doubled) })
  }
  await here.receive(doubled, there)

  const late = await begin('高崎泵房（样例）', {})
  await there.write(late, { 'project.address': '高崎北路' })
  await there.order(late, { kind: 'note', text: '来电补充' })
  await here.receive(late, there, '高崎北路')
  const { gaps } = await here.state(late)
  await here.order(late, { kind: 'write-off', names: [...gaps], reason: '大篷车的电脑已坏' })
  await here.receive(late, there)

  const moved = await begin('新阳厂房（样例）', workshop)
  await here.moveTo(moved, /jimei/)
  await there.moveTo(moved, /jimei/)
  await there.moveTo(moved, /^1\.0\.0$/)
  await here.receive(moved, there)

  const newer = await begin('文滩水厂（样例）', {})
  const { name: seen, ...envelope } = await here.newest(newer)
  await here.receiveMade({ ...envelope, parents: [seen], v: 3, kind: 'case.linked', payload: { to: 'another' } })

  const toErase = await begin('旧例（样例）', {})
  const { name: last, ...under } = await here.newest(toErase)
  await here.receiveMade({ ...withoutOver(under), parents: [last], kind: 'case.erased', payload: { because: 'request', reference: '厦资规信〔2026〕7号（样例）' } })
  return { conflicting, combined, contested, marked, lacking, doubled, late, moved, newer, toErase }
}

/** Everything that is to be applied for by these answers. */
function itemsOf(pack: Pack, answers: Values, { opened }: CaseState): string[] {
  if (!opened) throw new Error('the case was not opened')
  const facts = Object.fromEntries(Object.entries(answers).map(([path, value]) => [path.slice('facts.'.length), value]))
  return assess(compilePack(pack, opened.pack), facts).items.flatMap(({ id, disposition }) => (['required', 'commitment', 'filing', 'merged'].includes(disposition) ? [id] : []))
}

const factsOf = (facts: Readonly<Record<string, FactValue>>): Values => Object.fromEntries(Object.entries(facts).map(([name, value]) => [`facts.${name}`, value]))

const received = (copies: number): MaterialState => ({ kind: 'received', originals: 1, copies })

const withoutOver = (event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'over'))
