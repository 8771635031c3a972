import type { Failure } from '../../shared/contracts/ipc.ts'
import { acceptanceTerm } from '../../shared/domain/acceptanceTerm.ts'
import { assess } from '../../shared/domain/assess.ts'
import type { Assessment } from '../../shared/domain/assessment.ts'
import { isBlank } from '../../shared/domain/blank.ts'
import { findLast, findStops } from '../../shared/domain/statusLine.ts'
import { compare } from '../../shared/domain/compare.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import { dayInChina, isBelievable } from '../../shared/domain/days.ts'
import type { CaseState, licenceFields, LicenceKind, PaperKind } from '../../shared/domain/events.ts'
import { factsOfRule } from '../../shared/domain/factsUsed.ts'
import { countMaterials, isForNow } from '../../shared/domain/materialCount.ts'
import type { Facts, Pack, PaperText } from '../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { scheduleCase } from '../../shared/domain/schedule.ts'
import { acceptanceNotice } from '../../shared/output/acceptanceNotice.ts'
import { constructionPermit, planningPermit } from '../../shared/output/certificate.ts'
import { commitmentLetter, type CommitmentMaterial } from '../../shared/output/commitmentLetter.ts'
import { comparisonSheet } from '../../shared/output/comparisonSheet.ts'
import { exemptionSlip } from '../../shared/output/exemptionSlip.ts'
import { writeBasis, writeWay } from '../../shared/output/itemWords.ts'
import { materialReceipt, type ReceiptLine } from '../../shared/output/materialReceipt.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { codeOf, digestedText } from '../../shared/output/paperCode.ts'
import type { PaperBasics } from '../../shared/output/paperFrame.ts'
import { packLabel } from '../../shared/output/overlayWords.ts'
import type { WordingKind } from '../../shared/output/paperPlaceholders.ts'
import { type GuideItem, type GuideMaterial, processGuide } from '../../shared/output/processGuide.ts'
import { refusalNotice } from '../../shared/output/refusalNotice.ts'
import { supplementNotice } from '../../shared/output/supplementNotice.ts'
import { dispositionWords, writeAnswer, writeDay } from '../../shared/output/wording.ts'
import { applicableItems, type CaseItem, type CaseMaterial, type CaseRecord, departmentOf, departmentsOf, itemsOf, licenceText, lineOf, materialsOf, materialStateOf, partiesOf, recordOf } from './caseRecord.ts'
import { sha256 } from './identity.ts'
import type { Settings } from './session.ts'

export interface PaperOccasion {
  /** `null`: a preview. */
  readonly number: string | null
  readonly practice: boolean
  readonly settings: Settings
  readonly operatorName: string
  /** ISO 8601 moment. */
  readonly createdAt: string
  readonly clock: 'ok' | 'doubtful'
}

type Described = Result<PageDescription, Failure>

/** What stands on a paper of this case, gathered from its state and its pack; with its code once it has a number. */
export function describePaper(compiled: CompiledPack, state: CaseState, kind: PaperKind, occasion: PaperOccasion): Described {
  const paper = findWording(compiled, kind)
  if (!paper.ok) return paper
  const record = recordOf(compiled, state, occasion.settings.district)
  const described = describe[kind](record, basicsOf(record, paper.value, occasion))
  return described.ok ? ok(withCode(described.value)) : described
}

/** Two sets of answers held against each other (假设对照单): a sheet that never takes a number. */
export function describeComparison(compiled: CompiledPack, state: CaseState, { given, assumed }: { readonly given: Facts; readonly assumed: Facts }, occasion: PaperOccasion): Described {
  const paper = findWording(compiled, 'comparison-sheet')
  if (!paper.ok) return paper
  const record = recordOf(compiled, state, occasion.settings.district, given)
  const after = assess(compiled, assumed)
  const { more, fewer, unsure } = compare(record.assessment, after).papers
  const { pack } = compiled
  const names = new Map(pack.materials.map(({ id, name_zh }) => [id, name_zh]))
  const wayIn = (assessment: Assessment) =>
    new Map([...assessment.items.map(({ id }) => [id, dispositionWords.open] as const), ...applicableItems(compiled, assessment).map((found) => [found.item.id, writeWay(lineOf(found, compiled, record.district))] as const)])
  const [waysBefore, waysAfter] = [wayIn(record.assessment), wayIn(after)]
  return ok(
    comparisonSheet({
      ...basicsOf(record, paper.value, { ...occasion, number: null }),
      facts: pack.facts.flatMap((fact) => {
        const [before, then] = [record.facts[fact.name], assumed[fact.name]]
        return before === then ? [] : [{ name: fact.label_zh, before: before === undefined ? null : writeAnswer(fact, before), after: then === undefined ? null : writeAnswer(fact, then) }]
      }),
      flow: { before: flowName(compiled, record.assessment), after: flowName(compiled, after) },
      items: pack.items.flatMap(({ id, name_zh }) => (waysBefore.has(id) || waysAfter.has(id) ? [{ name: name_zh, before: waysBefore.get(id) ?? null, after: waysAfter.get(id) ?? null }] : [])),
      materials: { more: more.map((id) => names.get(id) ?? id), fewer: fewer.map((id) => names.get(id) ?? id), open: unsure.length },
      workingDays: { before: termOf(compiled, record.assessment), after: termOf(compiled, after) },
      preparedOn: dayOnPaper(new Date(occasion.createdAt), occasion.clock, compiled.pack),
    }),
  )
}

function findWording({ pack }: CompiledPack, kind: WordingKind): Result<PaperText, Failure> {
  const paper = pack.papers.find((text) => text.kind === kind)
  return paper ? ok(paper) : fail({ kind: 'pack-refused', problems: [`papers.json ${kind}：没有这种文书的文字`] })
}

export function withCode(page: PageDescription): PageDescription {
  return { ...page, code: codeOf(page, digestOf(page)) }
}

/** 32 upper-case hex digits; says whether what stands on a sheet is what is on record, whatever its code says. */
export const digestOf = (page: PageDescription): string => sha256(digestedText(page)).slice(0, 32).toUpperCase()

interface Basics extends PaperBasics {
  /** The day on which the paper is made, `YYYY-MM-DD`; `null` where the clock is not to be believed. */
  readonly day: string | null
}

/** The day that a paper made at this moment may carry. */
export function dayOnPaper(moment: Date, clock: PaperOccasion['clock'], { effectiveFrom }: Pick<Pack, 'effectiveFrom'>): string | null {
  const day = dayInChina(moment)
  return clock === 'ok' && isBelievable(day, effectiveFrom) ? day : null
}

function basicsOf({ compiled, state, assessment }: CaseRecord, paper: PaperText, occasion: PaperOccasion): Basics {
  const { number, practice, settings, operatorName, createdAt, clock } = occasion
  return {
    paper,
    number,
    practice,
    station: { name: settings.name, district: settings.district, code: settings.code },
    operatorName,
    flowName: flowName(compiled, assessment),
    ...partiesOf(state),
    createdAt,
    clock,
    packLabel: packLabel(compiled.pack),
    day: dayOnPaper(new Date(createdAt), clock, compiled.pack),
  }
}

const flowName = ({ pack }: CompiledPack, { flow }: Assessment): string => pack.flows.find(({ id }) => id === flow)?.name_zh ?? ''

/** Of what is usually taken in now; `null` while anything of it is open. */
function termOf(compiled: CompiledPack, assessment: Assessment): number | null {
  const now = applicableItems(compiled, assessment).filter(({ item }) => isForNow(compiled.pack, item))
  if (assessment.items.some(({ disposition }) => disposition === 'open')) return null
  return acceptanceTerm(compiled.pack, assessment, now.filter(isAppliedFor).map(({ item }) => item.id))
}

const isAppliedFor = ({ outcome }: CaseItem): boolean => outcome.disposition !== 'exempt' && outcome.disposition !== 'internal' && outcome.disposition !== 'open'

const nothing = (paper: PaperKind) => fail({ kind: 'nothing-to-print' as const, paper })

const describe: Readonly<Record<PaperKind, (record: CaseRecord, basics: Basics) => Described>> = {
  /** The acceptance as it was laid down, the people and materials as they stand now. */
  'acceptance-notice': (record, basics) => {
    const { acceptance, compiled, state, district } = record
    if (!acceptance) return nothing('acceptance-notice')
    const items = itemsOf(record)
    return ok(
      acceptanceNotice({
        ...basics,
        acceptance,
        items: items.flatMap((found) => (found.outcome.disposition === 'open' ? [] : [lineOf(found, compiled, district)])),
        materials: countMaterials(items.map(({ outcome }) => outcome), (item, material) => materialStateOf(state, item, material)),
      }),
    )
  },

  'supplement-notice': ({ compiled, state, district }, basics) => {
    const request = findLast(state, 'supplement')?.request
    if (!request || (request.lacks.length === 0 && isBlank(request.other))) return nothing('supplement-notice')
    const { items, materials } = compiled.pack
    return ok(
      supplementNotice({
        ...basics,
        lacks: request.lacks.map((lack) => ({
          item: items.find(({ id }) => id === lack.item)?.name_zh ?? lack.item,
          material: materials.find(({ id }) => id === lack.material)?.name_zh ?? lack.material,
          problem: lack.problem,
          requirement: lack.requirement,
        })),
        other: request.other,
        requestedOn: request.requestedOn,
        until: request.until,
        departments: departmentsOf(items.filter(({ id }) => request.lacks.some(({ item }) => item === id)), district),
      }),
    )
  },

  'refusal-notice': ({ compiled, state, assessment, district }, basics) => {
    const refusal = findLast(state, 'refuse')?.refusal
    if (!refusal) return nothing('refusal-notice')
    const items = applicableItems(compiled, assessment).filter((found) => isAppliedFor(found) && isForNow(compiled.pack, found.item)).map(({ item }) => item)
    return ok(refusalNotice({ ...basics, ...refusal, items: items.map(({ name_zh }) => name_zh), departments: departmentsOf(items, district) }))
  },

  'material-receipt': (record, basics) => {
    const found = materialsOf(record.compiled, record.state, itemsOf(record))
    const materials = found.flatMap(receiptLine)
    if (materials.length === 0) return nothing('material-receipt')
    const items = itemsOf(record).filter(isAppliedFor).map(({ item }) => item)
    return ok(materialReceipt({ ...basics, materials, departments: departmentsOf(items.filter((item) => isForNow(record.compiled.pack, item)), record.district), receivedOn: basics.day }))
  },

  'commitment-letter': (record, basics) => {
    const committed = itemsOf(record).filter(({ outcome }) => outcome.disposition === 'commitment')
    if (committed.length === 0) return nothing('commitment-letter')
    return ok(
      commitmentLetter({
        ...basics,
        items: committed.map(({ item, outcome }) => {
          const reason = outcome.reasons[0]
          return {
            name: item.name_zh,
            department: departmentOf(item, record.district),
            basis: writeBasis(reason ?? { clause: item.basis.clause ?? null, tasks: item.basis.tasks ?? [], law: item.basis.law }),
            certificate: item.result.certificate_zh,
          }
        }),
        materials: materialsOf(record.compiled, record.state, committed).flatMap(commitmentLine),
        departments: departmentsOf(committed.map(({ item }) => item), record.district),
        preparedOn: basics.day,
      }),
    )
  },

  'exemption-slip': ({ compiled, assessment, facts }, basics) => {
    const exempt = applicableItems(compiled, assessment).filter(({ outcome }) => outcome.disposition === 'exempt')
    if (exempt.length === 0) return nothing('exemption-slip')
    const rules = new Map(compiled.pack.rules.map((rule) => [rule.id, rule]))
    return ok(
      exemptionSlip({
        ...basics,
        items: exempt.map(({ item, outcome }) => {
          const reason = outcome.reasons[0]
          const used = new Set(reason === undefined ? [] : factsOfRule(compiled, reason.rule))
          return {
            name: item.name_zh,
            reason: reason?.explanation ?? '',
            basis: writeBasis(reason ?? { clause: item.basis.clause ?? null, tasks: item.basis.tasks ?? [], law: item.basis.law }),
            facts: compiled.pack.facts.flatMap((fact) => {
              const value = facts[fact.name]
              return used.has(fact.name) && value !== undefined ? [{ label: fact.label_zh, answer: writeAnswer(fact, value) }] : []
            }),
          }
        }),
        duties: assessment.duties.flatMap((duty) => (rules.get(duty.rule)?.effect.kind === 'duty' ? [{ sentence: duty.explanation, basis: writeBasis(duty) }] : [])),
        preparedOn: basics.day,
      }),
    )
  },

  'process-guide': (record, basics) => {
    const { compiled, state, assessment, district } = record
    const items = applicableItems(compiled, assessment)
    if (items.length === 0) return nothing('process-guide')
    const planned = plannedDays(record, basics.day)
    return ok(
      processGuide({
        ...basics,
        stages: [...compiled.pack.stages]
          .sort((a, b) => a.order - b.order)
          .map((stage) => ({ name: stage.name_zh, items: items.filter(({ item }) => item.stage === stage.id).map((found) => ({ ...lineOf(found, compiled, district), planned: planned.get(found.item.id) ?? null })) }))
          .filter((stage) => stage.items.length > 0),
        materials: materialsOf(compiled, state, items).map(guideLine),
        preparedOn: basics.day,
      }),
    )
  },

  'planning-permit': ({ state }, basics) => {
    const text = (field: FieldOf<'planningPermit'>): string => licenceText(state, `planningPermit.${field}`)
    const missing = neededOnLicences.find((field) => isBlank(text(field)))
    if (missing !== undefined) return fail({ kind: 'missing-field', path: `planningPermit.${missing}` })
    return ok(
      planningPermit({
        ...basics,
        licence: {
          certNo: text('certNo'), builder: text('builder'), projectName: text('projectName'), location: text('location'), scale: text('scale'),
          landAreaM2: text('landAreaM2'), floorAreaM2: text('floorAreaM2'), heightM: text('heightM'), storeys: text('storeys'),
          attachments: text('attachments'), authority: text('authority'), issuedOn: text('issuedOn'),
        },
      }),
    )
  },

  'construction-permit': ({ state }, basics) => {
    const text = (field: FieldOf<'constructionPermit'>): string => licenceText(state, `constructionPermit.${field}`)
    const missing = neededOnLicences.find((field) => isBlank(text(field)))
    if (missing !== undefined) return fail({ kind: 'missing-field', path: `constructionPermit.${missing}` })
    return ok(
      constructionPermit({
        ...basics,
        licence: {
          certNo: text('certNo'), builder: text('builder'), projectName: text('projectName'), address: text('address'), scale: text('scale'),
          contractPrice: text('contractPrice'), contractPeriod: text('contractPeriod'),
          surveyor: text('surveyor'), surveyorLead: text('surveyorLead'), designer: text('designer'), designerLead: text('designerLead'),
          contractor: text('contractor'), contractorLead: text('contractorLead'), supervisor: text('supervisor'), supervisorLead: text('supervisorLead'),
          authority: text('authority'), issuedOn: text('issuedOn'), remark: text('remark'),
        },
      }),
    )
  },
}

/** From the acceptance, or as if the case were accepted today; only what is counted from there has dates. */
function plannedDays({ compiled, state, assessment, acceptance }: CaseRecord, today: string | null): ReadonlyMap<string, GuideItem['planned']> {
  const from = acceptance?.acceptedOn ?? today
  if (from === null) return new Map()
  const schedule = scheduleCase(compiled.pack, assessment, { from, accepted: acceptance?.items ?? null, stops: findStops(state) })
  const days = schedule.stages.flatMap(({ lanes }) => lanes.flatMap(({ items }) => items))
  return new Map(days.map(({ id, startsOn, endsOn }) => [id, startsOn === null || endsOn === null ? null : { from: startsOn, to: endsOn }]))
}

type FieldOf<K extends LicenceKind> = (typeof licenceFields)[K][number]

/** Without these a print-out would show a certificate of nobody, for nothing, by no one. */
const neededOnLicences = ['certNo', 'builder', 'projectName', 'authority', 'issuedOn'] as const

/** What is to follow or not noted stands on no receipt. */
function receiptLine({ material, state }: CaseMaterial): ReceiptLine[] {
  const line = { name: material.name_zh, originals: 0, copies: 0 }
  switch (state?.kind) {
    case 'received': return [{ ...line, originals: state.originals, copies: state.copies, source: { kind: 'handed-in' } }]
    case 'original-seen': return [{ ...line, copies: material.copies, source: { kind: 'original-seen' } }]
    case 'shared': return [{ ...line, source: { kind: 'shared', from: state.source, number: state.number } }]
    case 'waived': return [{ ...line, source: { kind: 'waived', reason: state.reason } }]
    default: return []
  }
}

function commitmentLine({ material, state, isWaived }: CaseMaterial): CommitmentMaterial[] {
  if (isWaived || state?.kind === 'waived' || material.kind === 'commitment') return []
  if (state?.kind === 'to-follow') return [{ name: material.name_zh, due: { kind: 'to-follow', by: state.by } }]
  return [{ name: material.name_zh, due: { kind: state === null ? 'not-yet' : 'handed-in' } }]
}

function guideLine({ material, state, isWaived, wantedBy }: CaseMaterial): GuideMaterial {
  return { name: material.name_zh, originals: material.original, copies: material.copies, standing: writeStanding(state, isWaived, material.shareableFrom !== undefined), items: wantedBy }
}

function writeStanding(state: CaseMaterial['state'], isWaived: boolean, isShareable: boolean): string {
  switch (state?.kind) {
    case 'received': return '已收'
    case 'original-seen': return '原件已核'
    case 'shared': return '已共享'
    case 'waived': return '免交'
    case 'to-follow': return `${writeDay(state.by)}前补交`
    default: return isWaived ? '免交' : isShareable ? '待提交（可共享）' : '待提交'
  }
}
