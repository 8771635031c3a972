import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { findAcceptance, findStops } from '../../../shared/domain/statusLine.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { chartTitle } from '../../words/scheduleText.ts'
import { FlowChart, type FlowChartProps } from './FlowChart.tsx'
import { FlowDrawer } from './FlowDrawer.tsx'

/** The chart of a case in a tab of its page, with a way to see it large; its dates are those of the acceptance once there is one. */
export function FlowTab({ state, ...props }: Omit<FlowChartProps, 'acceptance' | 'stops'> & { readonly state: CaseState }) {
  const { lookup } = useSession()
  const [isLarge, setLarge] = useState(false)
  const clock = useMemo(() => ({ acceptance: findAcceptance(state), stops: findStops(state) }), [state])
  return (
    <div className="flow-tab">
      <h2>{chartTitle(lookup, props.assessment.flow)}</h2>
      <FlowChart
        {...props}
        {...clock}
        actions={
          <Button size="small" onClick={() => setLarge(true)}>
            全屏
          </Button>
        }
      />
      {isLarge ? <FlowDrawer {...props} {...clock} onClose={() => setLarge(false)} /> : null}
    </div>
  )
}
