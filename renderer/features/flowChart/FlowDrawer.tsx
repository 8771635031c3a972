import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useSession } from '../../data/session.ts'
import { chartTitle } from '../../words/scheduleText.ts'
import { FlowChart, type FlowChartProps } from './FlowChart.tsx'

/** The chart over the whole screen. */
export function FlowDrawer({ onClose, ...props }: FlowChartProps & { readonly onClose: () => void }) {
  const { lookup } = useSession()
  return (
    <Drawer open rootClassName="flow-drawer" title={chartTitle(lookup, props.assessment.flow)} size="calc(100vw - 64px)" onClose={onClose} destroyOnHidden>
      <FlowChart {...props} />
    </Drawer>
  )
}

/** The chart in a tab, with a way to see it large. */
export function FlowTab(props: FlowChartProps) {
  const { lookup } = useSession()
  const [isLarge, setLarge] = useState(false)
  return (
    <div className="flow-tab">
      <h2>{chartTitle(lookup, props.assessment.flow)}</h2>
      <FlowChart
        {...props}
        actions={
          <Button size="small" onClick={() => setLarge(true)}>
            全屏
          </Button>
        }
      />
      {isLarge ? <FlowDrawer {...props} onClose={() => setLarge(false)} /> : null}
    </div>
  )
}
