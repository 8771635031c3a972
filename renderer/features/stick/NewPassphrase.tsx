import { Button, Input as TextInput } from 'antd'
import { asTyped, passphraseProblem } from '../../../shared/domain/passphrase.ts'
import { useSession } from '../../data/session.ts'
import { passphraseProblems } from '../../words/stickText.ts'
import { passphraseRule } from '../../words/stickRefusalText.ts'

export interface TypedPassphrase {
  readonly first: string
  readonly second: string
  /** It was drawn by the program, and has to be written down. */
  readonly isShown: boolean
}

/** A passphrase twice, or one that the program draws. */
export function NewPassphrase({ typed, isDisabled, onChange }: { readonly typed: TypedPassphrase; readonly isDisabled: boolean; readonly onChange: (typed: TypedPassphrase) => void }) {
  const { desk } = useSession()
  const suggest = (): void => void desk.invoke('stick:suggest', {}).then(({ passphrase }) => onChange({ first: passphrase, second: passphrase, isShown: true }), () => undefined)
  const look = typed.isShown ? 'text' : 'password'
  return (
    <>
      <dl className="stick-fields">
        <div>
          <dt>
            <label htmlFor="stick-passphrase">口令</label>
          </dt>
          <dd>
            <TextInput id="stick-passphrase" type={look} autoComplete="new-password" spellCheck={false} maxLength={200} disabled={isDisabled} value={typed.first} onChange={(event) => onChange({ ...typed, first: event.target.value, isShown: false })} />
          </dd>
        </div>
        <div>
          <dt>
            <label htmlFor="stick-passphrase-again">再输一次</label>
          </dt>
          <dd>
            <TextInput id="stick-passphrase-again" type={look} autoComplete="new-password" spellCheck={false} maxLength={200} disabled={isDisabled} value={typed.second} onChange={(event) => onChange({ ...typed, second: event.target.value, isShown: false })} />
          </dd>
        </div>
      </dl>
      <div className="stick-action">
        <Button disabled={isDisabled} onClick={suggest}>
          {typed.isShown ? '换一个' : '用程序给的口令'}
        </Button>
        <span className="quiet" role="status">
          {adviceOn(typed)}
        </span>
      </div>
    </>
  )
}

function adviceOn({ first, second, isShown }: TypedPassphrase): string {
  if (isShown) return '请抄下来，和U盘分开放；忘了谁也打不开这个文件。'
  if (first === '') return `${passphraseRule}请当面或打电话告诉对方，不要写在U盘上。`
  const problem = passphraseProblem(asTyped(first))
  if (problem !== null) return passphraseProblems[problem]
  if (second !== '' && asTyped(first) !== asTyped(second)) return '两次输的口令不一样。'
  return second === '' ? '请再输一次。' : '口令可以用。忘了谁也打不开这个文件。'
}
