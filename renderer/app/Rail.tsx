import { FolderOpenOutlined, FormOutlined, HomeOutlined, ReadOutlined, SettingOutlined, TableOutlined } from '@ant-design/icons'
import type { ComponentType } from 'react'
import type { Route } from './route.ts'

const places: readonly { readonly label: string; readonly icon: ComponentType<{ readonly 'aria-hidden': true }>; readonly route: Route; readonly pages: readonly Route['page'][] }[] = [
  { label: '首页', icon: HomeOutlined, route: { page: 'home' }, pages: ['home'] },
  { label: '受理', icon: FormOutlined, route: { page: 'intake', caseId: null, step: 'questions' }, pages: ['intake'] },
  { label: '办件', icon: FolderOpenOutlined, route: { page: 'cases' }, pages: ['cases', 'case'] },
  { label: '指南', icon: ReadOutlined, route: { page: 'guides', guide: null }, pages: ['guides'] },
  { label: '台账', icon: TableOutlined, route: { page: 'ledger' }, pages: ['ledger'] },
  { label: '设置', icon: SettingOutlined, route: { page: 'settings' }, pages: ['settings', 'recovery'] },
]

export function Rail({ route, onGo }: { readonly route: Route | null; readonly onGo: (route: Route) => void }) {
  return (
    <nav className="rail" aria-label="主导航">
      {places.map(({ label, icon: Icon, route: target, pages }) => {
        const here = route !== null && pages.includes(route.page)
        return (
          <button key={label} type="button" className={here ? 'rail-place here' : 'rail-place'} aria-current={here ? 'page' : undefined} onClick={() => onGo(target)}>
            <Icon aria-hidden />
            {label}
          </button>
        )
      })}
    </nav>
  )
}
