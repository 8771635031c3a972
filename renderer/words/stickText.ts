import type { StickContent, StickCounts, StickFile, StickNote, StickPreview, StickProgress, StickTaken, WrittenStick } from '../../shared/contracts/stick.ts'
import type { PassphraseProblem } from '../../shared/domain/passphrase.ts'
import { dayText, momentText } from './dayText.ts'
import { numberText } from './numberText.ts'
import { sizeText } from './sizeText.ts'
import { passphraseRule } from './stickRefusalText.ts'
import { asideTexts } from './syncText.ts'

export const passphraseProblems: Readonly<Record<PassphraseProblem, string>> = {
  short: `太短。${passphraseRule}`,
  simple: `太简单。${passphraseRule}`,
}

export const contentTexts: Readonly<Record<StickContent['kind'], string>> = {
  unconfirmed: '只写还没上传的',
  open: '全部在办件',
  chosen: '挑选的办件',
}

export const phaseTexts: Readonly<Record<StickProgress['phase'], string>> = {
  collecting: '正在挑选办件',
  writing: '正在写到U盘',
  checking: '正在读回核对',
  copying: '正在从U盘读取',
  reading: '正在核对整个文件',
  importing: '正在导入',
}

export function progressText({ phase, done, total }: StickProgress): string {
  if (phase === 'collecting') return total === null ? phaseTexts[phase] : `${phaseTexts[phase]} ${numberText(done)} / ${numberText(total)}`
  return `${phaseTexts[phase]} ${sizeText(done)}${total === null ? '' : ` / ${sizeText(total)}`}`
}

/** 可以拔出U盘了, and what was made sure of before. */
export function writtenText({ name, bytes, cases, events, scans, packs, isNoted }: WrittenStick): { readonly title: string; readonly detail: string; readonly note: string } {
  const content = [`${numberText(cases)} 个办件、${numberText(events)} 条记录`, scans > 0 ? `${numberText(scans)} 份扫描件` : '', packs > 0 ? '正在用的政策包' : ''].filter((part) => part !== '').join('、')
  return {
    title: '可以拔出U盘了',
    detail: `${name}，${sizeText(bytes)}：${content}。已经写完、存稳，又整个读回来解密核对过，一字不差。`,
    note: `带走不等于上传：服务器确认以前，这些记录仍然算“等着上传”。${isNoted ? '' : '本机磁盘不让记下这次带走，别的不受影响。'}`,
  }
}

export const fileText = ({ code, number, day, bytes, isOwn }: StickFile): string => `${isOwn ? '本机写的' : `${code} 站`} · 第 ${numberText(number)} 个 · ${dayText(day)} · ${sizeText(bytes)}`

export function noteText(note: StickNote, { from }: Pick<StickPreview, 'from'>): string {
  switch (note) {
    case 'own':
      return '这是本机自己写的文件，导入不会多出什么。'
    case 'other-district':
      return `这是${from.district}的站点写的，不是本区的。请确认没有拿错U盘。`
  }
}

/** Where the file stands among those of its station. */
export function placeText({ isRepeat, unread, counts, cases, number }: StickPreview): { readonly tone: 'plain' | 'warning'; readonly text: string } {
  const hasGaps = cases.some(({ gaps }) => gaps > 0)
  const earlier = unread.map((one) => numberText(one)).join('、')
  if (hasGaps && unread.length > 0) return { tone: 'warning', text: `有办件缺记录。第 ${earlier} 个文件还没有读过，缺的可能在里面；先读哪个都可以。` }
  if (hasGaps) return { tone: 'warning', text: '有办件缺记录，等对方上传或再带一次；现在导入不会弄乱。' }
  if (isRepeat || counts.fresh === 0) return { tone: 'plain', text: `第 ${numberText(number)} 个文件${isRepeat ? '已经读过' : ''}，里面的记录本机都有了，再导入也不会重复。` }
  return { tone: 'plain', text: unread.length > 0 ? `第 ${earlier} 个文件没有在本机读过，但这个文件里没有缺的，不用去找。` : `这是这个站的第 ${numberText(number)} 个文件。` }
}

/** In the place of a case's name, where the lists have none. `known`: its records that are here already. */
export const unnamedText = (known: number): string => (known === 0 ? '本机还没有的办件' : '正在读出名称…')

export function asideText(aside: StickCounts['aside']): string {
  return aside.map(({ reason, count }) => `${numberText(count)} 条${asideTexts[reason]}`).join('；')
}

export function erasureText(erasures: number): string {
  return `里面有 ${numberText(erasures)} 条删除办件的记录：先放在一边，要由负责人在办件的“待理清”里同意才算。`
}

/** What has happened, as facts. */
export function takenText({ from, number, counts, caseCount, cases, isStopped }: StickTaken): { readonly title: string; readonly lines: readonly string[] } {
  const gaps = cases.filter((one) => one.gaps > 0).length
  return {
    title: isStopped ? '已停下' : counts.fresh === 0 && counts.scans === 0 ? '本机早就有了，没有变化' : '已导入',
    lines: [
      `${from.stationName}（${from.code}）第 ${numberText(number)} 个文件：新收 ${numberText(counts.fresh)} 条记录，${numberText(caseCount)} 个办件有变化；本机已有 ${numberText(counts.known)} 条，没有重复。`,
      ...(isStopped ? ['已收下的都留着，没有弄乱；再读一次就接着导入。'] : []),
      ...(counts.scans > 0 ? [`扫描件 ${numberText(counts.scans)} 份。`] : []),
      ...(counts.packs > 0 ? [`收下一版政策包，给用它开的办件用；本机正在用的没有换。`] : []),
      ...(counts.refusedPacks > 0 ? ['有一版政策包没有通过检查，没有收；用它开的件照样收下了，要等局里的服务器或另一个文件把这一版带来，才能判断。'] : []),
      ...(counts.aside.length > 0 ? [`搁置 ${asideText(counts.aside)}。不算进办件，也不影响别的；升级后请再读一次这个文件。`] : []),
      ...(counts.erasures > 0 ? [erasureText(counts.erasures)] : []),
      ...(gaps > 0 ? [`${numberText(gaps)} 个办件还缺记录，办件页的“待理清”里写着；补上以后自动好。`] : []),
    ],
  }
}

/** Of a file that was looked at and not taken in. */
export const incomingText = ({ bytes }: { readonly bytes: number }): string => `上次看过、没有导入的文件，本机还留着一份（${sizeText(bytes)}），是加密的，没有口令打不开。下次再看会换掉它，也可以现在删掉。`

export const carriedText = (at: string, isWhole: boolean, today: string): string => `${momentText(at, today)} 写到过U盘${isWhole ? '' : '，之后又有新的'}`
