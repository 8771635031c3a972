import type { CaseEffect, EditionHere, EditionRefusal } from '../../shared/contracts/editions.ts'
import { dayText } from './dayText.ts'

/** Why a published edition was not taken, and what to do. */
export function editionRefusalText(because: EditionRefusal): { readonly title: string; readonly detail: string } {
  switch (because.kind) {
    case 'newer-format':
      return { title: '格式比本机的程序新', detail: '请升级程序；升级后会自动再读。' }
    case 'malformed':
      return { title: '不是一份完整的规则', detail: '请告诉局里的管理员重新发布。' }
    case 'too-large':
      return { title: '大得不寻常', detail: '请告诉局里的管理员核对后重新发布。' }
    case 'wrong-digest':
      return { title: '内容和它的编号对不上', detail: '可能在路上或服务器上被改过，请告诉局里的管理员重新发布。' }
    case 'faulty':
      return { title: `检查出 ${because.problems.length} 处问题`, detail: '它自己的样例办件在本机算出来不对，或者里面互相对不上。请转告局里的管理员。' }
    case 'not-checked':
      return { title: '检查没有做完', detail: '程序升级后会再检查一次。' }
  }
}

/** Where an edition comes from and from when on it is wanted, in a few words each. */
export function editionFacts({ effectiveFrom, isShipped, arrivedAt, orderedFrom, overlays }: EditionHere): readonly string[] {
  return [
    `${dayText(effectiveFrom)}施行`,
    ...overlays.map((overlay) => `含${overlay}`),
    ...(orderedFrom === null ? [] : [`局里定为${dayText(orderedFrom)}起用`]),
    ...(arrivedAt === null ? [] : [`${dayText(arrivedAt.slice(0, 10))}收到，检查过了`]),
    ...(isShipped ? ['随程序来的'] : []),
  ]
}

/** One line for all cases looked at: `看了 12 件：3 件会不一样，9 件没有变化。` */
export function effectsSentence(effects: readonly CaseEffect[]): string {
  const changed = effects.filter((effect) => effect.kind === 'compared' && effect.rows.length > 0).length
  const lost = effects.filter(({ kind }) => kind === 'not-compared').length
  const same = effects.length - changed - lost
  return `看了 ${effects.length} 件：${[`${changed} 件会不一样`, `${same} 件没有变化`, ...(lost > 0 ? [`${lost} 件现在没法比`] : [])].join('，')}。`
}
