import type { TouchedCase } from '../../shared/contracts/records.ts'

/** Why a case is to be looked at after a recovery. */
export function touchedText({ because, gaps }: TouchedCase): string {
  return because === 'gap' ? `还缺 ${gaps} 条记录` : '停下前最后办的，请看最后一步在不在'
}
