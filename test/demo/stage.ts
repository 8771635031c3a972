import type { Page } from '@playwright/test'
import { dayInChina, shiftDay } from '../../shared/domain/days.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { Clerk } from '../e2e/clerk.ts'
import type { Desk } from '../e2e/desk.ts'
import type { Album } from './album.ts'

/** The running program, a clerk before it, and the album that keeps what is seen. */
export class Stage {
  readonly desk: Desk
  readonly album: Album
  readonly pack: Pack

  constructor(desk: Desk, album: Album, pack: Pack) {
    this.desk = desk
    this.album = album
    this.pack = pack
  }

  /** Of the program as it runs now: another after a restart. */
  get page(): Page {
    return this.desk.page
  }
  get clerk(): Clerk {
    return new Clerk(this.page, this.pack)
  }

  async show(caption: string, documentedAs?: string): Promise<void> {
    await this.album.show(this.page, caption, documentedAs)
  }

  /** Whatever lies over the screen is looked at and put away. */
  async showDialog(caption: string, documentedAs?: string): Promise<void> {
    await this.page.getByRole('dialog').waitFor()
    await this.show(caption, documentedAs)
    await this.page.keyboard.press('Escape')
    await this.page.getByRole('dialog').waitFor({ state: 'hidden' })
  }

  /** Numbers a paper and keeps it under its title and the project's. */
  async issueAndKeep(title: string, project: string, documentedAs?: string): Promise<void> {
    await this.clerk.issue(title)
    const file = `${title}-${project}.pdf`
    await this.#save(file, () => this.page.getByRole('button', { name: /^保\s?存$/ }).click())
    this.album.addPaper(file, documentedAs)
  }

  /** A paper that `press` writes without a number. */
  async keepSheet(file: string, press: () => Promise<void>): Promise<void> {
    await this.#save(file, press)
    this.album.addPaper(file)
  }

  /** What `press` has written goes into this workbook. */
  async keepWorkbook(file: string, press: () => Promise<void>): Promise<void> {
    await this.#save(file, press)
    this.album.addWorkbook(file)
  }

  async #save(file: string, press: () => Promise<void>): Promise<void> {
    await this.desk.replaceSaveDialog(this.album.placeFor(file))
    await press()
    await this.page.getByText(`已存到 ${this.album.placeFor(file)}`).waitFor()
  }
}

/** In China, `YYYY-MM-DD`. */
export function daysAgo(count: number): string {
  return shiftDay(dayInChina(new Date()), -count)
}
