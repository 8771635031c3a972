import { Icon, type IconName } from '../ui/Icon.tsx'
import type { Route } from './route.ts'

const places: readonly { readonly label: string; readonly icon: IconName; readonly route: Route; readonly pages: readonly Route['page'][] }[] = [
  { label: '首页', icon: 'home', route: { page: 'home' }, pages: ['home'] },
  { label: '受理', icon: 'form', route: { page: 'intake', caseId: null, step: 'questions' }, pages: ['intake'] },
  { label: '办件', icon: 'folderOpen', route: { page: 'cases' }, pages: ['cases', 'case'] },
  { label: '指南', icon: 'read', route: { page: 'guides', guide: null }, pages: ['guides'] },
  { label: '台账', icon: 'table', route: { page: 'ledger' }, pages: ['ledger'] },
  { label: '上传', icon: 'upload', route: { page: 'sync' }, pages: ['sync', 'day', 'stick'] },
  { label: '设置', icon: 'setting', route: { page: 'settings' }, pages: ['settings', 'recovery', 'editions'] },
]

export function Rail({ route, onGo }: { readonly route: Route | null; readonly onGo: (route: Route) => void }) {
  return (
    <nav className="rail" aria-label="主导航">
      {places.map(({ label, icon, route: target, pages }) => {
        const here = route !== null && pages.includes(route.page)
        return (
          <button key={label} type="button" className={here ? 'rail-place here' : 'rail-place'} aria-current={here ? 'page' : undefined} onClick={() => onGo(target)}>
            <Icon name={icon} />
            {label}
          </button>
        )
      })}
    </nav>
  )
}
