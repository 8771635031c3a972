import { numberText } from './numberText.ts'

/** What the browser's store did, in the clerk's words. The list is what they know of it. */
const faultWords = {
  full: '磁盘满了，列表的缓存写不进去',
  short: '磁盘空间太少，列表的缓存先不写',
  silent: '列表的缓存没有回应',
  closed: '列表的缓存被系统关掉了',
  damaged: '列表的缓存反复出现损坏',
  broken: '列表的缓存读不出来',
} as const

interface CacheSentence {
  readonly title: string
  readonly detail: string
}

export function faultText(fault: keyof typeof faultWords): CacheSentence {
  return {
    title: `${faultWords[fault]}，列表改由内存提供。`,
    detail: `办件都在本机记录里，没有丢，可以照常受理、保存和出文书。${fault === 'full' || fault === 'short' ? '请先腾出磁盘空间，再' : '方便时请'}重新打开工作站，列表就恢复；您的位置和没填完的内容会带过去。`,
  }
}

export function fillText(because: 'start' | 'rebuild', done: number, total: number): CacheSentence {
  return {
    title: `正在${because === 'rebuild' ? '按本机记录重建列表' : '列出本机办件'}：${numberText(done)} / ${numberText(total)} 件。`,
    detail: `${because === 'rebuild' ? '列表的缓存不见了、不完整或有损坏，办件没有丢。' : ''}新的在前，手上的办件现在就可以打开办理；较早的列完以后才查得到。`,
  }
}

export function pausedText(done: number, total: number): CacheSentence {
  return { title: `列表还差 ${numberText(total - done)} 件没有列出。`, detail: '办件没有丢，新办的和改动过的照常列出，较早的暂时查不到。可以现在接着列，下次打开时也会接着列。' }
}

export function rebuiltText(total: number): CacheSentence {
  return { title: '列表已重建。', detail: `列表的缓存不见了、不完整或有损坏，已按本机记录重新列出全部 ${numberText(total)} 件，办件没有丢。` }
}
