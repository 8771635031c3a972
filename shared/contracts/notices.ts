import type { PackRef } from '../domain/pack.ts'

/** What happened to the station's own records at this start, for people. */
export type Notice =
  | { readonly kind: 'tail-cut'; readonly bytes: number }
  | { readonly kind: 'records-skipped'; readonly seqs: readonly number[]; readonly copy: string }
  /** The records are older than they have been: a witness knows of `behind` more (0: as many, but others). */
  | { readonly kind: 'put-back'; readonly behind: number }
  /** The data were last used on another computer, in another folder, or where nobody can tell. */
  | { readonly kind: 'copied'; readonly from: 'other-machine' | 'other-folder' | 'unknown' }
  /** `aside`: folder with what stood here before; `null` where nothing did. */
  | { readonly kind: 'restored'; readonly records: number; readonly aside: string | null }
  /** 重号: two papers bear one number, because two computers took themselves for one station. */
  | { readonly kind: 'number-twice'; readonly number: string; readonly cases: readonly string[] }
  | { readonly kind: 'pack-kept'; readonly problems: readonly string[]; readonly using: PackRef }
  /** `keptEarlier`: an earlier state of it stays in use; otherwise the counter works without it. */
  | { readonly kind: 'overlay-refused'; readonly overlay: string; readonly problems: readonly string[]; readonly using: PackRef; readonly keptEarlier: boolean }
  /** The overlay in use is another district's, or not in force yet: said, not blocked. */
  | { readonly kind: 'overlay-elsewhere'; readonly overlay: string; readonly district: string; readonly stationDistrict: string }
  | { readonly kind: 'overlay-early'; readonly overlay: string; readonly effectiveFrom: string }
  /** The edition that was chosen here can't be read any more. */
  | { readonly kind: 'edition-missing'; readonly wanted: PackRef; readonly using: PackRef }
  /** The office wants another edition used, and it has come; `from`: the day from which on. */
  | { readonly kind: 'edition-waiting'; readonly version: string; readonly from: string; readonly using: PackRef }
  /** The office wants another edition used, and it was refused here. */
  | { readonly kind: 'edition-refused'; readonly version: string; readonly using: PackRef }
  /** The program ended while a print queue was asked: a sheet may be out that is not on record. */
  | { readonly kind: 'print-interrupted'; readonly papers: readonly { readonly caseId: string; readonly number: string }[] }
  | { readonly kind: 'unfinished-papers'; readonly papers: readonly { readonly caseId: string; readonly number: string }[] }
