import { profileFields, type CloseOutcome, type LicenceField, type MaterialState, type OperatorRole, type Paper, type ProfileField } from '../../shared/domain/events.ts'
import { findFieldPlace } from '../../shared/domain/fieldPath.ts'
import { dayText } from './dayText.ts'
import { factLabel, itemName, materialName, type PackLookup } from './packLookup.ts'

export { statusWords } from '../../shared/output/wording.ts'
export const closeOutcomeWords: Readonly<Record<CloseOutcome, string>> = { granted: '准予许可', denied: '不予许可', ended: '终止办理' }
export const roleWords: Readonly<Record<OperatorRole, string>> = { clerk: '窗口', caravan: '大篷车', supervisor: '负责人' }
export const profileLabels: Readonly<Record<ProfileField, string>> = {
  'project.name': '项目名称',
  'project.code': '项目代码',
  'project.address': '建设地址',
  'applicant.name': '申请人（建设单位）',
  'applicant.uscc': '统一社会信用代码',
  'applicant.agent': '经办人',
  'applicant.phone': '联系电话',
}

/** Who a paper is for and what about: without them nothing is decided. */
export const requiredFields: readonly ProfileField[] = ['project.name', 'applicant.name']

/** As they are called on the licences themselves. */
export const licenceLabels: Readonly<Record<LicenceField, string>> = {
  'planningPermit.certNo': '证号',
  'planningPermit.builder': '建设单位（个人）',
  'planningPermit.projectName': '建设项目名称',
  'planningPermit.location': '建设位置',
  'planningPermit.scale': '建设规模',
  'planningPermit.landAreaM2': '用地面积（平方米）',
  'planningPermit.floorAreaM2': '建筑面积（平方米）',
  'planningPermit.heightM': '建筑高度（米）',
  'planningPermit.storeys': '层数',
  'planningPermit.attachments': '附图及附件名称',
  'planningPermit.authority': '发证机关',
  'planningPermit.issuedOn': '发证日期',
  'constructionPermit.certNo': '证号',
  'constructionPermit.builder': '建设单位',
  'constructionPermit.projectName': '工程名称',
  'constructionPermit.address': '建设地址',
  'constructionPermit.scale': '建设规模',
  'constructionPermit.contractPrice': '合同价格（万元）',
  'constructionPermit.contractPeriod': '合同工期',
  'constructionPermit.surveyor': '勘察单位',
  'constructionPermit.surveyorLead': '勘察单位项目负责人',
  'constructionPermit.designer': '设计单位',
  'constructionPermit.designerLead': '设计单位项目负责人',
  'constructionPermit.contractor': '施工单位',
  'constructionPermit.contractorLead': '施工单位项目负责人',
  'constructionPermit.supervisor': '监理单位',
  'constructionPermit.supervisorLead': '总监理工程师',
  'constructionPermit.authority': '发证机关',
  'constructionPermit.issuedOn': '发证日期',
  'constructionPermit.remark': '备注',
}

export { shownStatus as statusOf } from '../../shared/domain/caseActions.ts'

/** The words for a field's path. */
export function fieldLabel(path: string, lookup: PackLookup | null): string {
  const profile = profileFields.find((field) => field === path)
  if (profile !== undefined) return profileLabels[profile]
  if (path === 'theme') return '主题'
  if (path.startsWith('facts.')) {
    const name = path.slice('facts.'.length)
    return lookup ? factLabel(lookup, name) : name
  }
  const place = findFieldPlace(path)
  if (place?.kind === 'licence') return licenceLabels[place.field]
  if (path.startsWith('materials.')) {
    const [item = '', material = ''] = path.slice('materials.'.length).split('/')
    return lookup ? `${itemName(lookup, item)}的${materialName(lookup, material)}` : '一份材料'
  }
  return path
}

/** How a material can stand, as the clerk chooses it. */
export const materialWayWords: Readonly<Record<MaterialState['kind'], string>> = { received: '收件', 'original-seen': '核原件', shared: '共享免交', waived: '窗口免收', 'to-follow': '容缺' }

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
    case 'shared':
      return `${state.from === 'earlier-stage' ? '前序阶段已有' : '部门共享'}：${state.source} ${state.number}`.trimEnd()
    case 'waived':
      return `窗口免收：${state.reason}`
  }
}

/** A case that is judged by another edition of the pack than the one in use. */
export function casePackText(kind: 'own' | 'missing', version: string): { readonly title: string; readonly children: string } {
  return kind === 'own'
    ? { title: `这个办件按政策包 ${version} 办。`, children: '本机新开的办件用的是另一版；这里的问题、事项、材料和时限都按它自己的那一版，不受影响。' }
    : { title: `这个办件用的政策包 ${version} 不在本机。`, children: '下面按现在的包显示，仅供参考；已存的内容都在，要决定和出文书，请到有那一版的站点办。' }
}

/** How far a paper has come, for the line beside its number. */
export function deliveryText(stage: Paper['stage']): string {
  if (stage.kind !== 'delivered') return paperStageText(stage.kind)
  const ways = [stage.how.includes('saved') ? '已保存' : '', stage.printedCopies > 0 ? `已打印${stage.printedCopies > 1 ? ` ${stage.printedCopies} 次` : ''}` : '', stage.printedCopies === 0 ? '' : stage.isConfirmed ? '已核对' : '待核对']
  return ways.filter((way) => way !== '').join(' · ')
}

const paperStages: Readonly<Record<string, string>> = { reserved: '已取号，待生成', rendered: '已生成，待交付', delivered: '已交付', voided: '已作废' }

export function paperStageText(stage: string): string {
  return paperStages[stage] ?? stage
}
