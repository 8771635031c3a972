import type { ScanPlace } from '../../shared/contracts/scans.ts'
import type { ScanMediaType, ScanSubject } from '../../shared/domain/scans.ts'
import { materialName, type PackLookup } from './packLookup.ts'

export const mediaTypeWords: Readonly<Record<ScanMediaType, string>> = { 'application/pdf': 'PDF', 'image/jpeg': 'JPEG', 'image/png': 'PNG' }

/** What a scan shows. */
export function scanSubjectText(of: ScanSubject, lookup: PackLookup): string {
  switch (of.kind) {
    case 'material':
      return materialName(lookup, of.material)
    case 'paper':
      return `签回的文书 ${of.number}`
    case 'case':
      return '办件的其他资料'
  }
}

const percent = ({ done, total }: { readonly done: number; readonly total: number }): string => `${total === 0 ? 0 : Math.floor((done / total) * 100)}%`

/** Where its file is. */
export function scanPlaceText(place: ScanPlace): { readonly tone: 'plain' | 'good'; readonly text: string } {
  switch (place.kind) {
    case 'here-only':
      return { tone: 'plain', text: '只在本机' }
    case 'sending':
      return { tone: 'plain', text: `正在上传 ${percent(place)}` }
    case 'here-and-at-server':
      return { tone: 'good', text: '已上传' }
    case 'at-server':
      return { tone: 'good', text: '在服务器上' }
    case 'fetching':
      return { tone: 'plain', text: `正在取回 ${percent(place)}` }
    case 'elsewhere':
      return { tone: 'plain', text: '在别的电脑上' }
  }
}
