import type { OverlayHead } from '../domain/layers.ts'
import type { Pack } from '../domain/pack.ts'

/** How overlays are named: on screens, on papers, by `pack:check`. */

/** In full: `集美区补充规定（样例）`. */
export function overlayTitle({ name_zh, sample }: Pick<OverlayHead, 'name_zh' | 'sample'>): string {
  return sample ? `${name_zh}（样例）` : name_zh
}

/** In one line of a foot: `集美区补充 v1.0.0（样例）`. */
export function overlayLabel({ short_zh, version, sample }: Pick<OverlayHead, 'short_zh' | 'version' | 'sample'>): string {
  return `${short_zh} v${version}${sample ? '（样例）' : ''}`
}

/** What a paper or sheet rests on: `厦建改办〔2021〕2号 · 1.0.0 · 集美区补充 v1.0.0（样例）`. */
export function packLabel({ docNo, version, overlays }: Pack): string {
  return [`${docNo} · ${version}`, ...overlays.map(overlayLabel)].join(' · ')
}

const fieldWords: Readonly<Record<string, string>> = {
  name_zh: '名称',
  title_zh: '名称',
  label_zh: '名称',
  description_zh: '说明',
  explanation_zh: '说明',
  question_zh: '问法',
  help_zh: '提示',
  department: '承办部门',
  timeLimit: '办理时限',
  materials: '材料清单',
  appliesWhen: '适用条件',
  askWhen: '提问条件',
  when: '适用条件',
  expression: '算法',
  effect: '效果',
  basis: '依据',
  result: '办理结果',
  nature: '性质',
  stage: '阶段',
  parallel: '是否并联',
  sample: '样例标记',
  note: '备注',
  notes: '备注',
  confidence: '把握',
  original: '原件份数',
  copies: '复印件份数',
  shareableFrom: '调取来源',
  resultOf: '由哪个事项核发',
  inForceFrom: '施行日',
  taskDeadline: '完成期限',
  presets: '预先的回答',
  flow: '流程',
  options: '选项',
  lines: '勾选项',
  body: '正文',
  footer: '附注',
}

/** `办理时限、承办部门`: what of an entry is another than in the layer below. */
export function fieldsText(fields: readonly string[]): string {
  return [...new Set(fields.map((field) => fieldWords[field] ?? field))].join('、')
}
