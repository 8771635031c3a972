export type TagTone = 'required' | 'commitment' | 'exempt' | 'merged' | 'filing' | 'internal' | 'open' | 'absent'

/** Words first, then colour, then shape. */
export function DispositionTag({ tone, word }: { readonly tone: TagTone; readonly word: string }) {
  return <span className={`tag tag-${tone}`}>{word}</span>
}
