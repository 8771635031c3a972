import { Name } from './Name.tsx'

/** A project in a list, marked where what two stations did to it has still to be put in order. */
export function CaseName({ text, empty, isUnsettled }: { readonly text: string; readonly empty: string; readonly isUnsettled: boolean }) {
  return (
    <span className="case-name">
      <Name text={text} lines="one" empty={empty} />
      {isUnsettled ? <span className="tag word tag-open">待理清</span> : null}
    </span>
  )
}
