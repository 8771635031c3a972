import { createCipheriv, createHash } from 'node:crypto'
import type { AnswerOf, RequestOf } from '../../shared/contracts/ipc.ts'
import type { ScanSubject } from '../../shared/domain/scans.ts'
import { must } from './counter.ts'

/** Files as they come from a scanner, as far as anyone looks at their bytes. */

export const aPdf = (text = '授权委托书'): Uint8Array => new Uint8Array(Buffer.from(`%PDF-1.4\n% ${text}\n`))
/** Noise that no disk and no wire makes smaller, the same in every run. */
export function aLargePdf(bytes: number, seed = 'scan'): Uint8Array {
  const whole = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16)).update(Buffer.alloc(bytes))
  whole.write('%PDF-1.4\n', 0)
  return new Uint8Array(whole)
}
export function aPng(width: number, height: number): Uint8Array {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000', 'hex')
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return new Uint8Array(head)
}
/** With a comment before its frame, as scanners write one. */
export function aJpeg(width: number, height: number): Uint8Array {
  const frame = Buffer.from('ffd8fffe000661626364ffc0000b080000000001011100', 'hex')
  frame.writeUInt16BE(height, 15)
  frame.writeUInt16BE(width, 17)
  return new Uint8Array(frame)
}
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

type Add = (request: RequestOf<'scan:add'>) => Promise<AnswerOf<'scan:add'>>

/** Adds a scan to a case; gives the name of its event and its digest. */
export async function addScan(add: Add, caseId: string, bytes: Uint8Array, of: ScanSubject = { kind: 'case' }): Promise<{ readonly event: string; readonly digest: string }> {
  const { state } = must(await add({ caseId, label: '张三身份证.pdf', of, bytes }))
  const digest = digestOf(bytes)
  const scan = state.scans.findLast((known) => known.digest === digest)
  if (!scan) throw new Error('the scan is not in the state')
  return { event: scan.event, digest }
}
