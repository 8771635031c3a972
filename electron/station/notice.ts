import { assess } from '../../shared/domain/assess.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Acceptance, CaseState, MaterialState } from '../../shared/domain/events.ts'
import { countMaterials } from '../../shared/domain/materialCount.ts'
import type { Item, PaperText } from '../../shared/domain/pack.ts'
import type { AcceptanceNoticeInput, AcceptedItem } from '../../shared/output/acceptanceNotice.ts'
import { overlayLabel } from '../../shared/output/overlayWords.ts'
import { textOf } from './accept.ts'
import type { Settings } from './session.ts'

export interface NoticeOccasion {
  /** `null`: a preview. */
  readonly number: string | null
  readonly practice: boolean
  readonly settings: Settings
  readonly operatorName: string
  readonly createdAt: string
}

/** What stands on the notice: the acceptance as it was laid down, the people and materials as they stand now. */
export function noticeInput(compiled: CompiledPack, paper: PaperText, state: CaseState, acceptance: Acceptance, occasion: NoticeOccasion): AcceptanceNoticeInput {
  const { pack } = compiled
  const assessment = assess(compiled, acceptance.facts)
  const outcomes = new Map(assessment.items.map((outcome) => [outcome.id, outcome]))
  const names = new Map(pack.items.map(({ id, name_zh }) => [id, name_zh]))
  const accepted = new Set(acceptance.items)
  const { number, practice, settings, operatorName, createdAt } = occasion

  const lineOf = (item: Item): AcceptedItem[] => {
    const outcome = outcomes.get(item.id)
    if (!outcome || outcome.disposition === 'open') return []
    const mergedInto = outcome.mergedInto === null ? undefined : names.get(outcome.mergedInto)
    return [
      {
        name: item.name_zh,
        disposition: outcome.disposition,
        parallel: item.parallel,
        department: departmentOf(item, settings.district),
        workingDays: item.timeLimit.workingDays,
        // The plan gives no working days: every limit that does not come from it is sample content.
        sampleLimit: item.timeLimit.source !== 'plan',
        sampleItem: item.sample,
        ...(mergedInto === undefined ? {} : { mergedInto }),
      },
    ]
  }
  return {
    paper,
    number,
    practice,
    preview: number === null,
    station: { name: settings.name, district: settings.district, code: settings.code },
    operatorName,
    flowName: pack.flows.find(({ id }) => id === assessment.flow)?.name_zh ?? '',
    applicant: { name: textOf(state, 'applicant.name'), uscc: textOf(state, 'applicant.uscc'), agent: textOf(state, 'applicant.agent'), phone: textOf(state, 'applicant.phone') },
    project: { name: textOf(state, 'project.name'), code: textOf(state, 'project.code'), address: textOf(state, 'project.address') },
    acceptance: { receivedOn: acceptance.receivedOn, acceptedOn: acceptance.acceptedOn, promisedOn: acceptance.promisedOn, workingDays: acceptance.workingDays },
    items: pack.items.filter(({ id }) => accepted.has(id)).flatMap(lineOf),
    materials: countMaterials(
      assessment.items.filter(({ id }) => accepted.has(id)),
      (item, material) => materialOf(state, item, material),
    ),
    createdAt,
    packLabel: [`${pack.docNo} · ${pack.version}`, ...pack.overlays.map(overlayLabel)].join(' · '),
  }
}

/** The plan names the offices of a district together, and for one item none at all. */
function departmentOf({ department }: Item, district: string): string {
  return department === '方案未列明' ? '—' : department.replaceAll('各区', district)
}

function materialOf(state: CaseState, item: string, material: string): MaterialState | null {
  const value = state.fields[`materials.${item}/${material}`]?.heads[0]?.value
  return typeof value === 'object' ? value : null
}
