import { DispositionTag } from '../../ui/DispositionTag.tsx'
import { LayerTag } from '../../ui/LayerTag.tsx'
import type { ChartStage } from './chart.ts'

/** The same chart as an ordered list, for reading aloud and for screen readers. */
export function ChartList({ stages, selected, onItem }: { readonly stages: readonly ChartStage[]; readonly selected: string | null; readonly onItem: (id: string) => void }) {
  return (
    <ol className="flow-list" aria-label="流程图列表">
      {stages.map((stage) => (
        <li key={stage.id}>
          <h3>
            {stage.name} <span className="quiet">{stage.time}</span>
          </h3>
          {stage.columns.map(({ kind, items }, index) => (
            <section key={`${kind} ${index}`}>
              <h4>{kind === 'main' ? '依次办理' : '同时办理'}</h4>
              <ol>
                {items.map((item) => (
                  <li key={item.id}>
                    <button type="button" className={item.id === selected ? 'flow-line selected' : 'flow-line'} onClick={() => onItem(item.id)}>
                      <DispositionTag tone={item.tone} word={item.word} />
                      <span className="flow-line-name">
                        {item.name} {item.sampleItem ? <span className="sample">样例</span> : null} <LayerTag layer={item.layer} />
                        <span className="quiet small">{item.department}</span>
                      </span>
                      <span className="flow-line-time">
                        {item.time} {item.sampleLimit ? <span className="sample">样例</span> : null}
                        {item.holidays === '' ? null : <span className="quiet small">{item.holidays}</span>}
                      </span>
                    </button>
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </li>
      ))}
    </ol>
  )
}
