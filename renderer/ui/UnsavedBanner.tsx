import { Banner } from './Banner.tsx'

/** What could not be saved stays on the screen: why, and the two ways on. */
export function UnsavedBanner({ title, detail, count, onRetry, onDiscard }: { readonly title: string; readonly detail: string; readonly count: number; readonly onRetry: () => void; readonly onDiscard: () => void }) {
  return (
    <Banner
      tone="error"
      title={`${title}。`}
      actions={
        <>
          <button type="button" className="link-button" onClick={onRetry}>
            再存一次
          </button>
          <button type="button" className="link-button" onClick={onDiscard}>
            放弃没存上的 {count} 处
          </button>
        </>
      }
    >
      {detail}
    </Banner>
  )
}
