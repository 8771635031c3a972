import type { ReactNode } from 'react'

/** A name in which the pieces that were searched for are marked; `marks` as positions, ends excluded, in order. */
export function Marked({ text, marks }: { readonly text: string; readonly marks: readonly (readonly [number, number])[] }) {
  const parts: ReactNode[] = []
  let done = 0
  for (const [from, to] of marks) {
    parts.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>)
    done = to
  }
  return (
    <bdi className="name one-line" title={text}>
      {parts}
      {text.slice(done)}
    </bdi>
  )
}
