import { getDocument, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { useEffect, useRef, useState } from 'react'
import { Blank, Waiting } from '../../ui/Blank.tsx'

type Shown = { readonly kind: 'reading' } | { readonly kind: 'failed'; readonly problem: string } | { readonly kind: 'pages'; readonly document: PDFDocumentProxy }

/** What could not be drawn is all the same there. */
const usualProblem = { title: '文书画不出来', detail: '文件已经做好，可以直接保存或打印。' }

/** The real bytes of a PDF, drawn page by page: what is shown is what is saved and printed. */
export function PdfPages({ pdf, title, problem = usualProblem }: { readonly pdf: Uint8Array; readonly title: string; readonly problem?: { readonly title: string; readonly detail: string } }) {
  const [shown, setShown] = useState<Shown>({ kind: 'reading' })
  useEffect(() => {
    setShown({ kind: 'reading' })
    const port = new Worker(new URL('./pdfWorker.ts', import.meta.url), { type: 'module' })
    // pdf.js takes the buffer over into its worker.
    const task = getDocument({ data: pdf.slice(), worker: PDFWorker.create({ port }), useSystemFonts: false })
    let dropped = false
    task.promise.then(
      (document) => !dropped && setShown({ kind: 'pages', document }),
      (error: unknown) => !dropped && setShown({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) }),
    )
    return () => {
      dropped = true
      void task.destroy().finally(() => port.terminate())
    }
  }, [pdf])

  switch (shown.kind) {
    case 'reading':
      return <Waiting title="正在画出文件…" />
    case 'failed':
      return <Blank role="alert" title={problem.title} detail={`${problem.detail}（${shown.problem}）`} />
    case 'pages':
      return (
        <div className="pdf-pages" role="document" aria-label={title}>
          {Array.from({ length: shown.document.numPages }, (_, index) => (
            <Page key={index} document={shown.document} no={index + 1} />
          ))}
        </div>
      )
  }
}

function Page({ document, no }: { readonly document: PDFDocumentProxy; readonly no: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    let dropped = false
    let cancel = (): void => undefined
    const draw = async (): Promise<void> => {
      const page = await document.getPage(no)
      const element = canvas.current
      if (dropped || !element) return
      const scale = ((element.parentElement?.clientWidth ?? 600) / page.getViewport({ scale: 1 }).width) * window.devicePixelRatio
      const viewport = page.getViewport({ scale })
      element.width = Math.floor(viewport.width)
      element.height = Math.floor(viewport.height)
      const task = page.render({ canvas: element, viewport })
      cancel = () => task.cancel()
      await task.promise
      const content = await page.getTextContent()
      if (!dropped) setText(content.items.map((item) => ('str' in item ? item.str : '')).join(''))
    }
    draw().catch(() => undefined)
    return () => {
      dropped = true
      cancel()
    }
  }, [document, no])
  return (
    <div className="pdf-page">
      <canvas ref={canvas} role="img" aria-label={`第 ${no} 页`} />
      <p className="visually-hidden">{text}</p>
    </div>
  )
}
