import { ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { createContext, useContext, type ComponentType, type ReactNode } from 'react'
import { useControlsTheme } from './controlsTheme.ts'

const IsWithin = createContext(false)

/** Around every part that is drawn with antd's controls: their words, colours and sizes. */
export function Controls({ children }: { readonly children: ReactNode }) {
  const theme = useControlsTheme()
  if (useContext(IsWithin)) return children
  return (
    <IsWithin value={true}>
      <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
        {children}
      </ConfigProvider>
    </IsWithin>
  )
}

/** The same part, dressed. */
export function withControls<P extends object>(Part: ComponentType<P>): ComponentType<P> {
  return function Dressed(props: P) {
    return (
      <Controls>
        <Part {...props} />
      </Controls>
    )
  }
}
