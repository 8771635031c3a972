import type { MaterialCounts } from '../../shared/domain/materialCount.ts'

/** The sum of a case's materials: `共 11 份 · 已收 6 · 共享 2 · 窗口免收 1 · 容缺 1 · 还差 1`. What is none is left out. */
export function materialCountText(counts: MaterialCounts): string {
  const parts: readonly (readonly [string, number])[] = [
    ['共享', counts.shared],
    ['窗口免收', counts.waivedHere],
    ['容缺', counts.toFollow],
    ['还差', counts.missing],
    ['按方案免交', counts.waived],
    ['待定', counts.open],
  ]
  return [`共 ${counts.wanted} 份`, `已收 ${counts.received}`, ...parts.flatMap(([word, count]) => (count > 0 ? [`${word} ${count}`] : []))].join(' · ')
}
