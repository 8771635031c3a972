import type * as Electron from 'electron'
import type { CdpSession } from './cdp.ts'
import { offerOnly } from './offered.ts'

const inches: Readonly<Record<string, { readonly paperWidth: number; readonly paperHeight: number } | undefined>> = {
  A3: { paperWidth: 11.7, paperHeight: 16.54 },
  A4: { paperWidth: 8.27, paperHeight: 11.7 },
  A5: { paperWidth: 5.83, paperHeight: 8.27 },
  Letter: { paperWidth: 8.5, paperHeight: 11 },
}

export async function evaluate(page: CdpSession, expression: string, userGesture: boolean): Promise<unknown> {
  const { result, exceptionDetails } = await page.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture })
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return result.value
}

export async function capture(page: CdpSession): Promise<Pick<Electron.NativeImage, 'toPNG'>> {
  const { data } = await page.send('Page.captureScreenshot', { format: 'png' })
  return offerOnly('electron.NativeImage', { toPNG: () => Buffer.from(data, 'base64') })
}

const printOptions = ['landscape', 'printBackground', 'preferCSSPageSize', 'pageSize']

export async function printPdf(page: CdpSession, options: Electron.PrintToPDFOptions): Promise<Buffer> {
  const other = Object.keys(options).find((name) => !printOptions.includes(name))
  if (other !== undefined) throw new Error(`the Chromium runtime does not offer printToPDF option ${other}`)
  const { landscape = false, printBackground = false, preferCSSPageSize = false, pageSize = 'Letter' } = options
  const paper = typeof pageSize === 'string' ? inches[pageSize] : { paperWidth: pageSize.width, paperHeight: pageSize.height }
  if (paper === undefined) throw new Error(`the Chromium runtime does not offer the page size ${String(pageSize)}`)
  const { data } = await page.send('Page.printToPDF', { landscape, printBackground, preferCSSPageSize, ...paper })
  return Buffer.from(data, 'base64')
}

/** Where nothing is shown nobody can answer `alert`, and the page would stand still for ever. */
export function answerDialogs(page: CdpSession, isShown: boolean, onStay: () => void): void {
  page.on('Page.javascriptDialogOpening', ({ type, message }) => {
    if (isShown && type !== 'beforeunload') return
    if (type !== 'beforeunload') process.stderr.write(`page ${type}: ${message}\n`)
    // As in Electron, a page that objects to being left stays, without a question.
    if (type === 'beforeunload') onStay()
    page.post('Page.handleJavaScriptDialog', { accept: type === 'alert' })
  })
}
