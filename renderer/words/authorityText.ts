import type { AuthorityCertificate, AuthorityRefusal } from '../../shared/contracts/sync.ts'
import { mostAuthorityCertificates } from '../../shared/domain/authorityFile.ts'
import { dayInChina, shiftDay } from '../../shared/domain/days.ts'
import { dayText } from './dayText.ts'

/** In groups of four, as people read digits to one another. */
export const fingerprintText = (fingerprint: string): string => fingerprint.replaceAll(/.{4}(?=.)/g, '$& ')

/** What it is called, and by whom it is run. */
export const authorityName = ({ name, organisation }: AuthorityCertificate): string => `${name === '' ? '没有写名称' : name}${organisation === null ? '' : ` · ${organisation}`}`

const warnedAheadDays = 30

/** Until which day it counts. `today`: `YYYY-MM-DD`, in China. */
export function validityText({ validUntil }: AuthorityCertificate, today: string): { readonly isUrgent: boolean; readonly text: string } {
  const day = dayInChina(new Date(validUntil))
  if (hasRunOut(validUntil, today)) return { isUrgent: true, text: `${dayText(day)}已过期，请向局里的管理员要新的` }
  return day < shiftDay(today, warnedAheadDays) ? { isUrgent: true, text: `到${dayText(day)}为止，快到期了，请向局里的管理员要新的` } : { isUrgent: false, text: `到${dayText(day)}为止` }
}
const hasRunOut = (validUntil: string, today: string): boolean => dayInChina(new Date(validUntil)) < today

/** Whose certificates are believed of the server. */
export type AuthorityStand = 'none-chosen' | 'chosen' | 'expired'
export function authorityStand(authority: readonly AuthorityCertificate[], today: string): AuthorityStand {
  if (authority.length === 0) return 'none-chosen'
  return authority.every(({ validUntil }) => hasRunOut(validUntil, today)) ? 'expired' : 'chosen'
}

const fromAdministrator = '请向局里的管理员要机构证书'

/** Why a file was not taken as the authority's, and what to do. */
export const authorityRefusalTexts: Readonly<Record<AuthorityRefusal, string>> = {
  'too-large': `文件太大，一份证书只有几 KB，可能选错了文件。${fromAdministrator}。`,
  'no-certificate': `文件里没有认出证书。${fromAdministrator}（扩展名 .crt、.cer 或 .pem）；拿到的是 .p7b，请他改存成这几种。`,
  damaged: '证书不完整，可能传坏了，也可能被改过。请向局里的管理员重新要一份。',
  'private-key': '文件里有私钥，它不该离开服务器。请把这个文件从电脑和 U 盘上删掉，并告诉局里的管理员：窗口只要机构证书。',
  'too-many': `文件里的证书超过 ${mostAuthorityCertificates} 份，没法逐份核对。请向局里的管理员要一个只有机构证书的文件。`,
  'no-authority': `文件里有服务器或个人的证书，不是机构的。${fromAdministrator}（也叫根证书、CA 证书）。`,
  expired: '证书已经过期。请先核对电脑的日期和时间；是对的，请向局里的管理员要新的。',
  'not-valid-yet': '证书还没有到启用的日子，多半是电脑的日期慢了。请核对日期和时间；是对的，请告诉局里的管理员。',
  'unknown-key': '程序核对不了这种证书（国密 SM2，或者短于 2048 位的 RSA）。请向局里的管理员要一份用 ECC、或 2048 位以上 RSA 的，服务器也要用同样的。',
  'not-encrypted': '这个地址没有加密，用不着机构证书。请先填以 https:// 开头的地址。',
}
