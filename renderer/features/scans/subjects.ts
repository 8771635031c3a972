import type { CaseState } from '../../../shared/domain/events.ts'
import type { ScanSubject } from '../../../shared/domain/scans.ts'
import { paperTitles } from '../../../shared/output/wording.ts'

export interface MaterialChoice {
  readonly item: string
  readonly material: string
  readonly name: string
}
export interface HandedFiles {
  readonly material: string
  readonly files: readonly File[]
}
export interface SubjectChoice {
  readonly key: string
  readonly label: string
  readonly of: ScanSubject
}

/** What a scan may show: each material of the list once, each paper that was handed out, and anything else. */
export function subjectsFor(materials: readonly MaterialChoice[], { papers }: CaseState): readonly SubjectChoice[] {
  const byMaterial = new Map(materials.toReversed().map((choice) => [choice.material, choice]))
  const living = [...new Map(papers.filter(({ stage }) => stage.kind === 'rendered' || stage.kind === 'delivered').map((paper) => [paper.number, paper])).values()]
  return [
    { key: 'case', label: '办件的其他资料', of: { kind: 'case' } },
    ...living.map(({ number, kind }): SubjectChoice => ({ key: `paper ${number}`, label: `签回的${paperTitles[kind]} ${number}`, of: { kind: 'paper', number } })),
    ...[...byMaterial.values()].toReversed().map(({ item, material, name }): SubjectChoice => ({ key: `material ${material}`, label: name, of: { kind: 'material', item, material } })),
  ]
}
