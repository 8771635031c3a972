/** Text that people typed: isolated, so that right-to-left or invisible characters can't disturb what stands beside it. */
export function Name({ text, lines = 'wrap', empty = '未填' }: { readonly text: string; readonly lines?: 'wrap' | 'one'; readonly empty?: string }) {
  if (text.trim() === '') return <span className="quiet">{empty}</span>
  return (
    <bdi className={lines === 'one' ? 'name one-line' : 'name'} title={lines === 'one' ? text : undefined}>
      {text}
    </bdi>
  )
}
