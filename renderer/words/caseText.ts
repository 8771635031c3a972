import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { profileFields, type CaseState, type MaterialState, type OperatorRole, type PaperKind, type ProfileField } from '../../shared/domain/events.ts'
import { dayText } from './dayText.ts'
import { factLabel, itemName, materialName, type PackLookup } from './packLookup.ts'

export const statusWords: Readonly<Record<CaseRow['status'], string>> = { intake: '受理中', accepted: '已受理', withdrawn: '已撤回', contested: '状态待定' }
export const roleWords: Readonly<Record<OperatorRole, string>> = { clerk: '窗口', caravan: '大篷车', supervisor: '负责人' }
export const paperWords: Readonly<Record<PaperKind, string>> = { 'acceptance-notice': '受理通知书' }
export const profileLabels: Readonly<Record<ProfileField, string>> = {
  'project.name': '项目名称',
  'project.code': '项目代码',
  'project.address': '建设地址',
  'applicant.name': '申请人（建设单位）',
  'applicant.uscc': '统一社会信用代码',
  'applicant.agent': '经办人',
  'applicant.phone': '联系电话',
}

export function statusOf(state: CaseState): CaseRow['status'] {
  return state.status.kind === 'settled' ? state.status.status : 'contested'
}

/** The words for a field's path. */
export function fieldLabel(path: string, lookup: PackLookup | null): string {
  const profile = profileFields.find((field) => field === path)
  if (profile !== undefined) return profileLabels[profile]
  if (path === 'theme') return '主题'
  if (path.startsWith('facts.')) {
    const name = path.slice('facts.'.length)
    return lookup ? factLabel(lookup, name) : name
  }
  if (path.startsWith('materials.')) {
    const [item = '', material = ''] = path.slice('materials.'.length).split('/')
    return lookup ? `${itemName(lookup, item)}的${materialName(lookup, material)}` : '一份材料'
  }
  return path
}

export function materialStateText(state: MaterialState): string {
  switch (state.kind) {
    case 'received': {
      const parts = [state.originals > 0 ? `原件 ${state.originals}` : '', state.copies > 0 ? `复印件 ${state.copies}` : ''].filter((part) => part !== '')
      return parts.length === 0 ? '已收件' : `已收 ${parts.join(' · ')}`
    }
    case 'original-seen':
      return '原件已核'
    case 'to-follow':
      return `容缺 ${dayText(state.by)}前补`
  }
}

const paperStages: Readonly<Record<string, string>> = { reserved: '已取号，待生成', rendered: '已生成，待交付', delivered: '已交付', voided: '已作废' }

export function paperStageText(stage: string): string {
  return paperStages[stage] ?? stage
}
