import { Drawer } from 'antd'
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
