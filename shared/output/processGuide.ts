import { type ItemLine, samplesIn, writeCopies, writeLimit, writeName, writeWay } from './itemWords.ts'
import type { Block, PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, letterEnd, letterStart, type PaperBasics, paperFrame } from './paperFrame.ts'
import { withUnit, writeDay, writeMadeOn } from './wording.ts'

export interface ProcessGuideInput extends PaperBasics {
  /** Stages that have items, in their order. */
  readonly stages: readonly { readonly name: string; readonly items: readonly GuideItem[] }[]
  readonly materials: readonly GuideMaterial[]
  /** `YYYY-MM-DD`. */
  readonly preparedOn: string | null
}
export interface GuideItem extends ItemLine {
  /** Days are `YYYY-MM-DD`; what is not known is left out of the plan. */
  readonly planned: { readonly from: string; readonly to: string } | null
}
export interface GuideMaterial {
  readonly name: string
  readonly originals: number
  readonly copies: number
  /** How it stands: 已收, 待提交, 免交 … */
  readonly standing: string
  /** Items that want it. */
  readonly items: readonly string[]
}

export const guidePlaceholders = [...commonPlaceholders, 'preparedOn', 'itemCount', 'materialCount'] as const

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']

/** 办事流程与材料清单: the items stage by stage with who does them, how and how long, then every paper to bring. */
export function processGuide(input: ProcessGuideInput): PageDescription {
  const { stages, materials, preparedOn } = input
  const items = stages.flatMap((stage) => stage.items)
  const values: FillIns<(typeof guidePlaceholders)[number]> = {
    ...commonFillIns(input),
    preparedOn: writeMadeOn(preparedOn),
    itemCount: withUnit(items.length, '项'),
    materialCount: withUnit(materials.length, '种'),
  }
  const isPlanned = items.some(({ planned }) => planned !== null)
  const number = (index: number): string => numerals[index] ?? String(index + 1)
  return paperFrame(input, {
    values,
    samples: [...samplesIn(items), ...(materials.length > 0 ? ['材料清单'] : [])],
    blocks: [
      ...letterStart(input, values, [{ label: '出具日期', value: values.preparedOn }, { label: '事项', value: values.itemCount }, { label: '材料', value: values.materialCount }]),
      ...stages.flatMap((stage, index): Block[] => [{ kind: 'heading', text: `${number(index)}、${stage.name}` }, stageTable(stage.items, isPlanned, preparedOn?.slice(0, 5) ?? null)]),
      ...(materials.length === 0
        ? []
        : [
            { kind: 'heading' as const, text: `${number(stages.length)}、材料清单` },
            {
              kind: 'table' as const,
              head: ['序号', '材料名称', '份数', '情况', '用于事项'],
              widths: [6, 33, 20, 14, 27],
              align: ['centre', 'left', 'left', 'left', 'left'] as const,
              rows: materials.map(({ name, originals, copies, standing, items: wanting }, index) => [String(index + 1), name, writeCopies(originals, copies), standing, wanting.join('、')]),
            },
          ]),
      ...letterEnd(input, values, values.preparedOn),
    ],
  })
}

function stageTable(items: readonly GuideItem[], isPlanned: boolean, year: string | null): Block {
  const isSample = items.some((item) => item.sampleLimit)
  const rows = items.map((item, index) => [String(index + 1), writeName(item), writeWay(item), item.department, writeLimit({ ...item, sampleLimit: false }), ...(isPlanned ? [item.planned === null ? '—' : writePlanned(item.planned, year)] : [])])
  const head = ['序号', '事项', '办理方式', '承办部门', isSample ? '工作日\n（样例）' : '工作日']
  return isPlanned
    ? { kind: 'table', head: [...head, '计划起止'], widths: [6, 30, 16, 17, 13, 18], align: ['centre', 'left', 'left', 'left', 'centre', 'centre'], rows }
    : { kind: 'table', head, widths: [6, 40, 20, 20, 14], align: ['centre', 'left', 'left', 'left', 'centre'], rows }
}

/** The year stands only where it is not the one in which the sheet is made. */
function writePlanned({ from, to }: { readonly from: string; readonly to: string }, year: string | null): string {
  const write = (day: string): string => (year !== null && day.startsWith(year) ? writeDay(day).replace(/^\d+年/, '') : writeDay(day))
  return from === to ? write(from) : `${write(from)}至\n${write(to)}`
}
