import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { findOffice } from '../fakes/office.ts'

type Piece = { readonly kind: 'picture'; readonly caption: string; readonly picture: string } | { readonly kind: 'file'; readonly file: string }
interface Chapter {
  readonly title: string
  readonly pieces: Piece[]
}

/** What the demo leaves in its folder: pictures, papers and workbooks by chapter, and a page that shows them. */
export class Album {
  readonly #folder: string
  readonly #chapters: Chapter[] = []
  /** Pictures that README and guide show, by the file they have there. */
  readonly #documented = new Map<string, string>()
  readonly #office = findOffice()
  #pictures = 0

  constructor(folder: string) {
    this.#folder = folder
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }

  begin(title: string): void {
    this.#chapters.push({ title, pieces: [] })
    process.stdout.write(`${title}\n`)
  }

  /** Where a file of this name is to be saved. */
  placeFor(name: string): string {
    return join(this.#folder, name)
  }

  /** The screen at rest: messages faded, fonts there, papers drawn, nothing under the mouse. */
  async show(page: Page, caption: string, documentedAs?: string): Promise<void> {
    await page.mouse.move(0, 0)
    await page.evaluate(() => document.fonts.ready)
    await expect(page.locator('.ant-message-notice')).toHaveCount(0)
    await expect(page.locator('.pdf-page p:empty')).toHaveCount(0)
    this.#pictures += 1
    const picture = `${String(this.#pictures).padStart(2, '0')}.png`
    await page.screenshot({ path: this.placeFor(picture), animations: 'disabled' })
    this.#put(caption, picture, documentedAs)
  }

  /** A paper that was saved, page by page. */
  addPaper(file: string, documentedAs?: string): void {
    this.#addPages(file, this.placeFor(file), 'all', documentedAs)
  }

  /** A workbook that was saved; the first page of what LibreOffice prints of it, where it is installed. */
  addWorkbook(file: string): void {
    if (this.#office === null) {
      this.#here().pieces.push({ kind: 'file', file })
      return
    }
    const printed = this.placeFor(`${basename(file, '.xlsx')}（打印）.pdf`)
    writeFileSync(printed, this.#office.convert(readFileSync(this.placeFor(file)), 'pdf'))
    this.#addPages(file, printed, 'first')
    rmSync(printed)
  }

  /** `index.html`, in the order of the demo. */
  close(lead: string): void {
    const pieceHtml = (piece: Piece): string =>
      piece.kind === 'file'
        ? `<p><a href="${encodeURI(piece.file)}">${escape(piece.file)}</a></p>`
        : `<figure><figcaption>${escape(piece.caption)}</figcaption><img src="${encodeURI(piece.picture)}" alt="${escape(piece.caption)}"></figure>`
    const chapters = this.#chapters.map(({ title, pieces }) => `<h2>${escape(title)}</h2>\n${pieces.map(pieceHtml).join('\n')}`).join('\n')
    writeFileSync(
      this.placeFor('index.html'),
      `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>大篷车窗口工作站 · 演示</title>
<style>body{font:15px/1.6 "Noto Sans SC","Microsoft YaHei",sans-serif;max-width:1100px;margin:32px auto;padding:0 16px;color:#1a1f2b}figure{margin:20px 0}img{max-width:100%;border:1px solid #d5dae3}figcaption{color:#555e6e;margin-bottom:6px}</style>
<h1>大篷车窗口工作站 · 演示</h1><p>${escape(lead)}</p>
${chapters}
</html>\n`,
    )
  }

  /** The pictures of README and guide; with fewer colours where ImageMagick is installed, which a screen does not show. */
  copyDocumented(folder: string): void {
    mkdirSync(folder, { recursive: true })
    for (const [name, picture] of this.#documented) {
      if (!runs('convert', [this.placeFor(picture), '-dither', 'None', '-colors', '200', `PNG8:${join(folder, name)}`])) copyFileSync(this.placeFor(picture), join(folder, name))
    }
  }

  #addPages(file: string, pdf: string, pages: 'all' | 'first', documentedAs?: string): void {
    this.#here().pieces.push({ kind: 'file', file })
    const name = file.replace(/\.\w+$/, '')
    if (!runs('pdftoppm', ['-r', '70', ...(pages === 'first' ? ['-l', '1'] : []), '-png', pdf, this.placeFor(name)])) return void process.stdout.write(`  ${file}（没有 pdftoppm，不出图）\n`)
    const drawn = readdirSync(this.#folder).filter((found) => found.startsWith(`${name}-`) && found.endsWith('.png')).sort()
    for (const [index, picture] of drawn.entries()) this.#put(pages === 'first' ? file : `${name}，第 ${index + 1} 页`, picture, index === 0 ? documentedAs : undefined)
  }

  #put(caption: string, picture: string, documentedAs: string | undefined): void {
    this.#here().pieces.push({ kind: 'picture', caption, picture })
    if (documentedAs !== undefined) this.#documented.set(`${documentedAs}.png`, picture)
    process.stdout.write(`  ${caption}\n`)
  }

  #here(): Chapter {
    const chapter = this.#chapters.at(-1)
    if (!chapter) throw new Error('no chapter was begun')
    return chapter
  }
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
