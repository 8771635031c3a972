import type { Fact } from '../../shared/domain/pack.ts'

const groupWords: Readonly<Record<string, string>> = {
  project: '项目基本情况',
  'low-risk': '简易低风险',
  industrial: '工业类项目',
  'old-community': '老旧小区改造',
  assessment: '评估与专项审查',
  tender: '招标与发包',
  utility: '市政公用报装',
  sharing: '材料共享',
  completion: '竣工验收',
  service: '帮办服务',
}

/** Facts by the heading of the form view, in the order of the pack. */
export function groupFacts<T>(entries: readonly T[], factOf: (entry: T) => Fact): readonly { readonly title: string; readonly entries: readonly T[] }[] {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    const title = groupWords[factOf(entry).group] ?? '其他'
    groups.set(title, [...(groups.get(title) ?? []), entry])
  }
  return [...groups].map(([title, members]) => ({ title, entries: members }))
}
