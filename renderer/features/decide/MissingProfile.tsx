import { textOf, type CaseView } from '../../data/openCase.ts'
import { profileLabels, requiredFields } from '../../words/caseText.ts'

/** Who the paper is for and what about, as far as that is not filled in yet. */
export function missingProfile(view: CaseView): readonly string[] {
  return requiredFields.filter((field) => textOf(view, field).trim() === '').map((field) => profileLabels[field])
}

export function MissingProfile({ view }: { readonly view: CaseView }) {
  const missing = missingProfile(view)
  return missing.length === 0 ? null : (
    <p className="decision-lack" role="alert">
      还缺{missing.join('、')}。文书要写明给谁、为哪个项目：请先关上这一页，填好再办。
    </p>
  )
}
