import { dirname, join } from 'node:path'
import type { AnswerOf, Failure, PaperBytes, Saved } from '../../shared/contracts/ipc.ts'
import { canIssue, findUnsettled } from '../../shared/domain/caseActions.ts'
import type { CaseEventBody, CaseState, EventName, Paper, PaperKind } from '../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { acceptanceNotice } from '../../shared/output/acceptanceNotice.ts'
import { isBlank, requiredFields, textOf } from './accept.ts'
import { type Cases, isShown } from './cases.ts'
import { momentInChina } from './chinaTime.ts'
import type { EventStore } from './eventStore.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { counterOf, paperNumber, sha256 } from './identity.ts'
import { findAcceptance, noticeInput } from './notice.ts'
import type { PackShelf } from './packShelf.ts'
import type { ChooseSavePath, Clock, Documents, Printers } from './ports.ts'
import type { Sealer } from './sealer.ts'
import type { Actor } from './session.ts'
import type { InTurn } from './turns.ts'

/** Numbered papers: a number is reserved on disk before anything is drawn with it for good, and never used twice. */
export interface Papers {
  preview(id: string, kind: PaperKind, actor: Actor): Promise<Result<PaperBytes, Failure>>
  /** Takes a new number, finishes one that was left reserved, or gives the living paper again. */
  issue(id: string, kind: PaperKind, heads: readonly EventName[], actor: Actor): Promise<AnswerOf<'paper:issue'>>
  bytes(id: string, number: string): Promise<Result<PaperBytes, Failure>>
  save(id: string, number: string, actor: Actor): Promise<AnswerOf<'paper:save'>>
  print(id: string, number: string, printer: string | null, actor: Actor): Promise<AnswerOf<'paper:print'>>
  void(id: string, number: string, reason: string, actor: Actor): Promise<Result<Saved, Failure>>
}
export interface PapersPorts {
  readonly dir: string
  readonly files: Files
  readonly sealer: Sealer
  readonly store: EventStore
  readonly cases: Cases
  readonly shelf: PackShelf
  readonly documents: Documents
  readonly printers: Printers
  readonly chooseSavePath: ChooseSavePath
  readonly clock: Clock
  readonly inTurn: InTurn
  readonly incarnation: string
  readonly practice: boolean
}
type Drawn = Result<{ readonly pdf: Uint8Array; readonly pages: number }, Failure>

const titles: Readonly<Record<PaperKind, string>> = { 'acceptance-notice': '受理通知书' }

export function createPapers(ports: PapersPorts): Papers {
  const { dir, files, sealer, store, cases, shelf, documents, printers, chooseSavePath, clock, inTurn, incarnation, practice } = ports

  async function draw(state: CaseState, kind: PaperKind, number: string | null, createdAt: string, { settings, operator }: Actor): Promise<Drawn> {
    const acceptance = findAcceptance(state)
    if (!acceptance) return fail({ kind: 'not-allowed', action: 'issue', status: statusOf(state) })
    const compiled = await shelf.find(acceptance.pack)
    if (!compiled) return fail({ kind: 'pack-refused', problems: [`${acceptance.pack.id} ${acceptance.pack.version}：本机没有这一版内容包`] })
    const paper = compiled.pack.papers.find((text) => text.kind === kind)
    if (!paper) return fail({ kind: 'pack-refused', problems: [`papers.json ${kind}：没有这种文书的文字`] })
    return documents.renderPdf(acceptanceNotice(noticeInput(compiled, paper, state, acceptance, { number, practice, settings, operatorName: operator.name, createdAt })))
  }

  const now = (): string => momentInChina(clock.now())
  const pathOf = (digest: string): string => join(dir, `${digest}.pdf`)
  const sealedFor = (id: string) => ({ stream: `case:${id}`, purpose: 'paper' as const })

  function nextNumber(code: string): string {
    const highest = [...store.reservedNumbers()].reduce((most, number) => Math.max(most, counterOf(number, incarnation)), 0)
    return paperNumber(code, incarnation, highest + 1, practice)
  }

  /** Draws with the number that comes next before taking it, so that a name nobody can print wastes none. */
  function reserve(id: string, kind: PaperKind, heads: readonly EventName[], actor: Actor): Promise<Result<{ readonly number: string; readonly drawn: { readonly pdf: Uint8Array; readonly pages: number } }, Failure>> {
    return inTurn('numbers', async () => {
      const before = await cases.state(id)
      if (!before.ok) return before
      const refusal = refuseIssue(before.value, kind, heads)
      if (refusal) return refusal
      const number = nextNumber(actor.settings.code)
      const drawn = await draw(before.value, kind, number, now(), actor)
      if (!drawn.ok) return drawn
      const reserved = await cases.change(id, actor, ({ state }) => refuseIssue(state, kind, heads) ?? ok([{ kind: 'paper.reserved', payload: { paperKind: kind, number } }]))
      return reserved.ok ? ok({ number, drawn: drawn.value }) : reserved
    })
  }

  async function finish(id: string, number: string, { pdf, pages }: { readonly pdf: Uint8Array; readonly pages: number }, actor: Actor): Promise<AnswerOf<'paper:issue'>> {
    const digest = sha256(pdf)
    const stored = await onDisk('papers', async () => {
      await files.makeFolder(dir)
      await files.syncFolder(dirname(dir))
      await replaceFile(files, pathOf(digest), await sealer.seal(pdf, sealedFor(id)))
    })
    if (!stored.ok) return stored
    const saved = await cases.change(id, actor, ({ state }) => withLivePaper(state, number, () => [{ kind: 'paper.rendered', payload: { number, sha256: digest, pages } }]))
    return saved.ok ? ok({ number, pdf, pages, state: saved.value.state }) : saved
  }

  async function readPaper(id: string, paper: Paper): Promise<Result<PaperBytes, Failure>> {
    const { stage, number } = paper
    if (stage.kind !== 'rendered' && stage.kind !== 'delivered') return fail({ kind: 'unknown-paper', number })
    const found = await onDisk('papers', () => findFile(files, pathOf(stage.sha256)))
    if (!found.ok) return found
    const pdf = found.value && (await sealer.open(found.value, sealedFor(id)))
    if (!pdf || sha256(pdf) !== stage.sha256) return fail({ kind: 'render-failed', detail: 'the stored paper is missing or damaged' })
    return ok({ number, pdf, pages: stage.pages })
  }

  async function getBytes(id: string, number: string): Promise<Result<PaperBytes & { readonly paper: Paper }, Failure>> {
    const state = await cases.state(id)
    if (!state.ok) return state
    const paper = state.value.papers.find((known) => known.number === number)
    if (!paper) return fail({ kind: 'unknown-paper', number })
    const read = await readPaper(id, paper)
    return read.ok ? ok({ ...read.value, paper }) : read
  }

  const recordDelivery = (id: string, number: string, how: 'saved' | 'printed', actor: Actor): Promise<Result<Saved, Failure>> =>
    cases.change(id, actor, ({ state }) => withLivePaper(state, number, () => [{ kind: 'paper.delivered', payload: { number, how } }]))

  return {
    preview: async (id, kind, actor) => {
      const state = await cases.state(id)
      if (!state.ok) return state
      const drawn = await draw(state.value, kind, null, now(), actor)
      return drawn.ok ? ok({ number: null, ...drawn.value }) : drawn
    },
    issue: (id, kind, heads, actor) =>
      inTurn(`papers:${id}`, async () => {
        const before = await cases.state(id)
        if (!before.ok) return before
        const state = before.value
        const living = state.papers.find((paper) => paper.kind === kind && paper.stage.kind !== 'voided')
        if (!living) {
          const reserved = await reserve(id, kind, heads, actor)
          return reserved.ok ? finish(id, reserved.value.number, reserved.value.drawn, actor) : reserved
        }
        if (living.stage.kind === 'reserved') {
          const drawn = await draw(state, kind, living.number, living.reservedAt, actor)
          return drawn.ok ? finish(id, living.number, drawn.value, actor) : drawn
        }
        const read = await readPaper(id, living)
        return read.ok ? ok({ ...read.value, state }) : read
      }),
    bytes: async (id, number) => {
      const found = await getBytes(id, number)
      return found.ok ? ok({ number, pdf: found.value.pdf, pages: found.value.pages }) : found
    },
    save: async (id, number, actor) => {
      const found = await getBytes(id, number)
      if (!found.ok) return found
      const path = await chooseSavePath(`${titles[found.value.paper.kind]}-${number}.pdf`, 'pdf')
      if (path === null) return fail({ kind: 'cancelled' })
      const written = await onDisk(path, () => replaceFile(files, path, found.value.pdf))
      if (!written.ok) return written
      const saved = await recordDelivery(id, number, 'saved', actor)
      return saved.ok ? ok({ path, state: saved.value.state }) : saved
    },
    print: async (id, number, printer, actor) => {
      const found = await getBytes(id, number)
      if (!found.ok) return found
      const printed = await printers.print(found.value.pdf, `${titles[found.value.paper.kind]} ${number}`, printer)
      if (!printed.ok) return printed
      const saved = await recordDelivery(id, number, 'printed', actor)
      return saved.ok ? ok({ printer: printed.value.printer, state: saved.value.state }) : saved
    },
    void: (id, number, reason, actor) =>
      cases.change(id, actor, ({ state }) => {
        const paper = state.papers.find((known) => known.number === number)
        if (!paper) return fail({ kind: 'unknown-paper', number })
        return ok(paper.stage.kind === 'voided' ? [] : [{ kind: 'paper.voided', payload: { number, reason } }])
      }),
  }
}

const statusOf = (state: CaseState): 'intake' | 'accepted' | 'withdrawn' | 'contested' => (state.status.kind === 'settled' ? state.status.status : 'contested')

/** `null`: a number may be taken. */
function refuseIssue(state: CaseState, kind: PaperKind, heads: readonly EventName[]): { readonly ok: false; readonly failure: Failure } | null {
  if (!isShown(state, heads)) return fail({ kind: 'stale', heads: state.heads })
  for (const path of requiredFields) if (isBlank(textOf(state, path))) return fail({ kind: 'missing-field', path })
  const unsettled = findUnsettled(state)
  if (unsettled) return fail({ kind: 'unsettled', conflicts: unsettled.conflicts, gaps: unsettled.gaps })
  return canIssue(state, kind) ? null : fail({ kind: 'not-allowed', action: 'issue', status: statusOf(state) })
}

/** A paper that was voided meanwhile is neither drawn nor handed out. */
function withLivePaper(state: CaseState, number: string, make: () => readonly CaseEventBody[]): Result<readonly CaseEventBody[], Failure> {
  const paper = state.papers.find((known) => known.number === number)
  return paper && paper.stage.kind !== 'voided' ? ok(make()) : fail({ kind: 'unknown-paper', number })
}
