import type { PageDescription } from './page.ts'
import { writeMadeOn } from './wording.ts'

/** The same paper, its face saying that it is a reprint (补打): `times` counts from 1, `day` is `YYYY-MM-DD`. */
export function markReprint(page: PageDescription, times: number, day: string | null): PageDescription {
  const mark = `补打 第 ${times} 次`
  return {
    ...page,
    head: { ...page.head, right: `${page.head.right} · ${mark}` },
    foot: { left: `${mark}（${writeMadeOn(day)}），内容与首次出具的一致。${page.foot.left}` },
  }
}
