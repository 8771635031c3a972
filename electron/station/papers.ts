import { dirname, join } from 'node:path'
import type { AnswerOf, Failure, PaperBytes, RequestOf, Saved } from '../../shared/contracts/ipc.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { hasPaper, repeatablePapers, shownStatus } from '../../shared/domain/caseActions.ts'
import { findAcceptance } from '../../shared/domain/statusLine.ts'
import { findLock, isShown, judgeIssue, judgeVoiding } from '../../shared/domain/caseJudgement.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import type { CaseEventBody, CaseState, DrawnPaper, EventName, Paper, PaperKind } from '../../shared/domain/events.ts'
import { checkFacts } from '../../shared/domain/facts.ts'
import type { Facts } from '../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { readPaperCode } from '../../shared/output/paperCode.ts'
import { markReprint } from '../../shared/output/reprint.ts'
import { paperTitles } from '../../shared/output/wording.ts'
import { findMissingField } from './accept.ts'
import type { Cases } from './cases.ts'
import { momentInChina } from './chinaTime.ts'
import type { EventStore } from './eventStore.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { paperNumber, sha256 } from './identity.ts'
import type { PackShelf } from './packShelf.ts'
import { dayOnPaper, describeComparison, describePaper, digestOf } from './paperContent.ts'
import type { ChooseSavePath, Clock, Documents, Printers } from './ports.ts'
import type { Sealer } from './sealer.ts'
import type { Actor } from './session.ts'
import type { Printing, Underway } from './printing.ts'
import type { InTurn } from './turns.ts'

/**
 * Numbered papers, each through the same steps: reserved on disk before anything is drawn with the number for good,
 * rendered and kept, saved or printed, confirmed by whoever looked at the sheet. A number is never used twice; what
 * was broken off is finished under its number or voided with a reason.
 */
export interface Papers {
  preview(id: string, kind: PaperKind, actor: Actor): Promise<Result<PaperBytes, Failure>>
  /** Takes a new number, finishes one that was left reserved, or gives the living paper again. */
  issue(id: string, kind: PaperKind, heads: readonly EventName[], another: boolean, actor: Actor): Promise<AnswerOf<'paper:issue'>>
  bytes(id: string, number: string): Promise<Result<PaperBytes, Failure>>
  save(id: string, number: string, actor: Actor): Promise<AnswerOf<'paper:save'>>
  /** From the second time on the paper carries 补打 on its face. */
  print(id: string, number: string, printer: string | null, actor: Actor): Promise<AnswerOf<'paper:print'>>
  /** One job of several papers, each as it would be printed alone. */
  printTogether(id: string, numbers: readonly string[], printer: string | null, actor: Actor): Promise<AnswerOf<'paper:printTogether'>>
  /** Looks a code up in the records; changes nothing. */
  verify(code: string): Promise<AnswerOf<'paper:verify'>>
  deliverComparison(id: string, answers: ComparedAnswers, how: RequestOf<'comparison:deliver'>['how'], actor: Actor): Promise<AnswerOf<'comparison:deliver'>>
  confirm(id: string, number: string, actor: Actor): Promise<Result<Saved, Failure>>
  void(id: string, number: string, reason: string, actor: Actor): Promise<Result<Saved, Failure>>
}
/** Answers as they came from the screen. */
export interface ComparedAnswers {
  readonly given: Facts
  readonly assumed: Facts
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
  /** Of the numbers taken from now on. */
  readonly incarnation: () => string
  readonly practice: boolean
  readonly printing: Printing
  /** Names of the files in `dir` that are whole by now. */
  readonly onStored: (names: readonly string[]) => void
}
interface Drawn extends Pick<PaperBytes, 'pdf' | 'pages'> {
  readonly page: PageDescription
}

export function createPapers(ports: PapersPorts): Papers {
  const { dir, files, sealer, store, cases, shelf, documents, printers, chooseSavePath, clock, inTurn, incarnation, practice, printing, onStored } = ports

  /** Before the acceptance a case is judged by the pack that it was opened with. */
  async function packFor(state: CaseState): Promise<Result<CompiledPack, Failure>> {
    const acceptance = findAcceptance(state)
    const compiled = acceptance ? await shelf.find(acceptance.pack) : await cases.packOf(state).then((found) => (found.ok ? found.value : null))
    return compiled ? ok(compiled) : fail({ kind: 'pack-refused', problems: ['本机没有这个办件用的那一版内容包'] })
  }

  /** What is made while the clock is in doubt says so, and leaves its day open for a pen. */
  const clockNow = () => (store.clockWatch.doubt() === null ? 'ok' : 'doubtful')

  async function draw(state: CaseState, kind: PaperKind, number: string | null, createdAt: string, { settings, operator }: Actor): Promise<Result<Drawn, Failure>> {
    const compiled = await packFor(state)
    if (!compiled.ok) return compiled
    const described = describePaper(compiled.value, state, kind, { number, practice, settings, operatorName: operator.name, createdAt, clock: clockNow() })
    if (!described.ok) return described
    const drawn = await documents.renderPdf(described.value)
    return drawn.ok ? ok({ page: described.value, ...drawn.value }) : drawn
  }

  const now = (): string => momentInChina(clock.now())
  const pdfPath = (digest: string): string => join(dir, `${digest}.pdf`)
  const pagePath = (digest: string): string => join(dir, `${digest}.json`)
  const sealedFor = (id: string) => ({ stream: `case:${id}`, purpose: 'paper' as const })

  async function nextNumber(code: string): Promise<Result<string, Failure>> {
    const current = incarnation()
    const highest = await store.highestCounter(current)
    return highest.ok ? ok(paperNumber(code, current, highest.value + 1, practice)) : highest
  }

  /** Draws with the number that comes next before taking it, so that a name nobody can print wastes none. */
  function reserve(id: string, kind: PaperKind, heads: readonly EventName[], actor: Actor): Promise<Result<{ readonly number: string; readonly drawn: Drawn }, Failure>> {
    return inTurn('numbers', async () => {
      const before = await cases.state(id)
      if (!before.ok) return before
      const refusal = refuseIssue(before.value, kind, heads)
      if (refusal) return refusal
      const next = await nextNumber(actor.settings.code)
      if (!next.ok) return next
      const number = next.value
      const drawn = await draw(before.value, kind, number, now(), actor)
      if (!drawn.ok) return drawn
      const reserved = await cases.change(id, actor, ({ state }) => refuseIssue(state, kind, heads) ?? ok([{ kind: 'paper.reserved', payload: { paperKind: kind, number } }]))
      return reserved.ok ? ok({ number, drawn: drawn.value }) : reserved
    })
  }

  async function finish(id: string, number: string, { page, pdf, pages }: Drawn, actor: Actor): Promise<AnswerOf<'paper:issue'>> {
    const description = Buffer.from(canonicalJson(page))
    const drawn = { sha256: sha256(pdf), page: sha256(description), pages } satisfies DrawnPaper
    const stored = await onDisk('papers', async () => {
      await files.makeFolder(dir)
      await files.syncFolder(dirname(dir))
      await replaceFile(files, pagePath(drawn.page), await sealer.seal(description, sealedFor(id)))
      await replaceFile(files, pdfPath(drawn.sha256), await sealer.seal(pdf, sealedFor(id)))
    })
    if (!stored.ok) return stored
    onStored([`${drawn.page}.json`, `${drawn.sha256}.pdf`])
    const saved = await cases.change(id, actor, ({ state }) => withLivePaper(state, number, () => [{ kind: 'paper.rendered', payload: { number, ...drawn } }]))
    return saved.ok ? ok({ number, pdf, pages, state: saved.value.state }) : saved
  }

  /** The kept bytes; where they are damaged or gone, the paper is drawn again from what stands on it. */
  async function readPaper(id: string, { stage, number }: Paper): Promise<Result<PaperBytes, Failure>> {
    if (stage.kind !== 'rendered' && stage.kind !== 'delivered') return fail({ kind: 'unknown-paper', number })
    const found = await onDisk('papers', () => findFile(files, pdfPath(stage.sha256)))
    const pdf = found.ok && found.value ? await sealer.open(found.value, sealedFor(id)) : null
    if (pdf && sha256(pdf) === stage.sha256) return ok({ number, pdf, pages: stage.pages })
    const page = await readPage(id, stage)
    if (!page.ok) return found.ok ? page : found
    const again = await documents.renderPdf(page.value)
    return again.ok ? ok({ number, ...again.value }) : again
  }

  async function readPage(id: string, { page }: DrawnPaper): Promise<Result<PageDescription, Failure>> {
    const found = page === undefined ? ok(null) : await onDisk('papers', () => findFile(files, pagePath(page)))
    if (!found.ok) return found
    const bytes = found.value && (await sealer.open(found.value, sealedFor(id)))
    if (!bytes || sha256(bytes) !== page) return fail({ kind: 'render-failed', detail: 'what stands on the paper is missing or damaged' })
    // The digest is on record: these are the bytes that this station wrote.
    const description: PageDescription = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return ok(description)
  }

  async function getPaper(id: string, number: string): Promise<Result<Paper, Failure>> {
    const state = await cases.state(id)
    if (!state.ok) return state
    const paper = state.value.papers.find((known) => known.number === number)
    return paper ? ok(paper) : fail({ kind: 'unknown-paper', number })
  }

  /** A paper that may be handed out: not of a case that can't be written or whose status is contested. */
  async function getDeliverable(id: string, number: string, action: 'save' | 'print'): Promise<Result<Paper, Failure>> {
    const state = await cases.state(id)
    if (!state.ok) return state
    const lock = findLock(state.value)
    if (lock) return lock
    return state.value.status.kind === 'contested' ? fail({ kind: 'not-allowed', action, status: 'contested' }) : getPaper(id, number)
  }

  const recordDelivery = (id: string, number: string, how: 'saved' | 'printed', times: number, actor: Actor): Promise<Result<Saved, Failure>> =>
    cases.change(id, actor, ({ state }) => withLivePaper(state, number, () => deliveries(number, how, times)))

  /** A queue is asked when it is on disk that it will be; and that is taken back when what it took is on record. */
  async function sendToQueue<T>(papers: readonly Underway[], send: () => Promise<Result<T, Failure>>, record: (sent: T) => Promise<Result<Saved, Failure>>): Promise<Result<{ readonly sent: T; readonly saved: Saved }, Failure>> {
    // What was in doubt before stays so where the queue takes nothing.
    const certain = papers.filter(({ number, printedBefore }) => !printing.isInDoubt(number, printedBefore)).map(({ number }) => number)
    const begun = await printing.begin(papers)
    if (!begun.ok) return begun
    const sent = await send()
    if (!sent.ok) {
      await printing.end(certain)
      return sent
    }
    const saved = await record(sent.value)
    if (!saved.ok) return saved
    await printing.end(papers.map(({ number }) => number))
    return ok({ sent: sent.value, saved: saved.value })
  }

  /** A sheet that nobody knows of is put on record with the one that follows it. */
  const timesToRecord = (number: string, printedBefore: number): number => (printing.isInDoubt(number, printedBefore) ? 2 : 1)

  /** The first print is the paper itself; every later one says that it is a reprint. */
  async function bytesOfCopy(id: string, paper: Paper, copy: number): Promise<Result<Uint8Array, Failure>> {
    if (copy === 1 || (paper.stage.kind !== 'delivered' && paper.stage.kind !== 'rendered')) {
      const read = await readPaper(id, paper)
      return read.ok ? ok(read.value.pdf) : read
    }
    const page = await readPage(id, paper.stage)
    if (!page.ok) return page
    const drawn = await documents.renderPdf(markReprint(page.value, copy - 1, dayOnPaper(clock.now(), clockNow(), shelf.current.pack)))
    return drawn.ok ? ok(drawn.value.pdf) : drawn
  }

  return {
    preview: async (id, kind, actor) => {
      const state = await cases.state(id)
      if (!state.ok) return state
      if (!hasPaper(state.value, kind)) return fail({ kind: 'not-allowed', action: 'issue', status: shownStatus(state.value) })
      const drawn = await draw(state.value, kind, null, now(), actor)
      return drawn.ok ? ok({ number: null, pdf: drawn.value.pdf, pages: drawn.value.pages }) : drawn
    },
    issue: (id, kind, heads, another, actor) =>
      inTurn(`papers:${id}`, async () => {
        const before = await cases.state(id)
        if (!before.ok) return before
        const state = before.value
        const living = state.papers.filter((paper) => paper.kind === kind && paper.stage.kind !== 'voided')
        const unfinished = living.find(({ stage }) => stage.kind === 'reserved')
        if (unfinished) {
          // What stands on it is decided now, so it is judged now.
          const refusal = refuseIssue(state, kind, state.heads)
          if (refusal) return refusal
          const drawn = await draw(state, kind, unfinished.number, unfinished.reservedAt, actor)
          return drawn.ok ? finish(id, unfinished.number, drawn.value, actor) : drawn
        }
        const newest = living.at(-1)
        if (!newest || (another && repeatablePapers.has(kind))) {
          const reserved = await reserve(id, kind, heads, actor)
          return reserved.ok ? finish(id, reserved.value.number, reserved.value.drawn, actor) : reserved
        }
        const read = await readPaper(id, newest)
        return read.ok ? ok({ ...read.value, state }) : read
      }),
    bytes: async (id, number) => {
      const paper = await getPaper(id, number)
      return paper.ok ? readPaper(id, paper.value) : paper
    },
    save: async (id, number, actor) => {
      const paper = await getDeliverable(id, number, 'save')
      if (!paper.ok) return paper
      const read = await readPaper(id, paper.value)
      if (!read.ok) return read
      const path = await chooseSavePath(`${paperTitles[paper.value.kind]}-${number}.pdf`, 'pdf')
      if (path === null) return fail({ kind: 'cancelled' })
      const written = await onDisk(path, () => replaceFile(files, path, read.value.pdf))
      if (!written.ok) return written
      const saved = await recordDelivery(id, number, 'saved', 1, actor)
      return saved.ok ? ok({ path, state: saved.value.state }) : saved
    },
    print: (id, number, printer, actor) =>
      // In turn, so that two prints of one paper are not both the first.
      inTurn(`papers:${id}`, async () => {
        const paper = await getDeliverable(id, number, 'print')
        if (!paper.ok) return paper
        const printedBefore = printedCopiesOf(paper.value)
        const times = timesToRecord(number, printedBefore)
        const copy = printedBefore + times
        const pdf = await bytesOfCopy(id, paper.value, copy)
        if (!pdf.ok) return pdf
        const done = await sendToQueue(
          [{ caseId: id, number, printedBefore }],
          () => printers.print(pdf.value, `${paperTitles[paper.value.kind]} ${number}`, printer),
          () => recordDelivery(id, number, 'printed', times, actor),
        )
        return done.ok ? ok({ printer: done.value.sent.printer, copy, state: done.value.saved.state }) : done
      }),
    printTogether: (id, numbers, printer, actor) =>
      inTurn(`papers:${id}`, async () => {
        const pages: PageDescription[] = []
        const underway: (Underway & { readonly times: number })[] = []
        for (const number of new Set(numbers)) {
          const paper = await getDeliverable(id, number, 'print')
          if (!paper.ok) return paper
          const { stage } = paper.value
          if (stage.kind === 'reserved' || stage.kind === 'voided') return fail({ kind: 'unknown-paper', number })
          const page = await readPage(id, stage)
          if (!page.ok) return page
          const printedBefore = printedCopiesOf(paper.value)
          const times = timesToRecord(number, printedBefore)
          const before = printedBefore + times - 1
          underway.push({ caseId: id, number, printedBefore, times })
          pages.push(before === 0 ? page.value : markReprint(page.value, before, dayOnPaper(clock.now(), clockNow(), shelf.current.pack)))
        }
        const drawn = await documents.renderBatch(pages)
        if (!drawn.ok) return drawn
        const done = await sendToQueue(
          underway.map(({ caseId, number, printedBefore }) => ({ caseId, number, printedBefore })),
          () => printers.print(drawn.value.pdf, `${pages.length} 份文书 ${numbers[0] ?? ''}`, printer),
          () => cases.change(id, actor, ({ state }) => findLock(state) ?? ok(underway.flatMap(({ number, times }) => deliveries(number, 'printed', times)))),
        )
        return done.ok ? ok({ printer: done.value.sent.printer, state: done.value.saved.state }) : done
      }),
    verify: async (text) => {
      const code = readPaperCode(text)
      if (!code.ok) return ok({ kind: 'no-code' })
      const { number, digest } = code.value
      const known = await store.caseOfPaper(number)
      if (!known.ok) return known
      const caseId = known.value
      if (caseId === null) return ok({ kind: 'unknown', number })
      const found = await getPaper(caseId, number)
      if (!found.ok) return found
      const { stage, kind, reservedAt } = found.value
      // Of a voided paper the page is no longer named; that it is voided is all that counts.
      if (stage.kind === 'voided') return ok({ kind: 'on-record', number, caseId, paper: kind, isVoided: true, reservedAt })
      if (stage.kind === 'reserved') return ok({ kind: 'differs', number, caseId, paper: kind })
      const page = await readPage(caseId, stage)
      // A disk fault here says nothing about the sheet.
      if (!page.ok) return page
      if (digestOf(page.value) !== digest) return ok({ kind: 'differs', number, caseId, paper: kind })
      return ok({ kind: 'on-record', number, caseId, paper: kind, isVoided: false, reservedAt })
    },
    deliverComparison: async (id, answers, how, { settings, operator }) => {
      const state = await cases.state(id)
      if (!state.ok) return state
      const compiled = await packFor(state.value)
      if (!compiled.ok) return compiled
      const [given, assumed] = [checkFacts(compiled.value.pack, answers.given), checkFacts(compiled.value.pack, answers.assumed)]
      if (!given.ok || !assumed.ok) return fail({ kind: 'malformed', path: 'comparison', problem: 'answers' })
      const described = describeComparison(compiled.value, state.value, { given: given.value, assumed: assumed.value }, { number: null, practice, settings, operatorName: operator.name, createdAt: now(), clock: clockNow() })
      if (!described.ok) return described
      const drawn = await documents.renderPdf(described.value)
      if (!drawn.ok) return drawn
      if (how.kind === 'print') {
        const printed = await printers.print(drawn.value.pdf, described.value.title, how.printer)
        return printed.ok ? ok({ where: printed.value.printer }) : printed
      }
      const path = await chooseSavePath(`${described.value.title}-${dayInChina(clock.now())}.pdf`, 'pdf')
      if (path === null) return fail({ kind: 'cancelled' })
      const written = await onDisk(path, () => replaceFile(files, path, drawn.value.pdf))
      return written.ok ? ok({ where: path }) : written
    },
    confirm: (id, number, actor) =>
      cases.change(id, actor, ({ state }) => {
        const lock = findLock(state)
        if (lock) return lock
        const stage = state.papers.find((known) => known.number === number)?.stage
        if (stage?.kind !== 'delivered') return fail({ kind: 'unknown-paper', number })
        return ok(stage.isConfirmed ? [] : [{ kind: 'paper.confirmed', payload: { number } }])
      }),
    void: (id, number, reason, actor) =>
      // In turn: not while the same paper is on its way to the printer.
      inTurn(`papers:${id}`, () => cases.change(id, actor, ({ state }) => judgeVoiding(state, number, reason))),
  }
}

/** `null`: a number may be taken. */
function refuseIssue(state: CaseState, kind: PaperKind, heads: readonly EventName[]): { readonly ok: false; readonly failure: Failure } | null {
  if (!isShown(state, heads)) return fail({ kind: 'stale', heads: state.heads })
  const missing = findMissingField(state)
  if (missing !== null) return fail({ kind: 'missing-field', path: missing })
  const judged = judgeIssue(state, kind, heads)
  return judged.ok ? null : judged
}

/** A paper that was voided meanwhile is neither drawn nor handed out. */
function withLivePaper(state: CaseState, number: string, make: () => readonly CaseEventBody[]): Result<readonly CaseEventBody[], Failure> {
  const lock = findLock(state)
  if (lock) return lock
  const paper = state.papers.find((known) => known.number === number)
  return paper && paper.stage.kind !== 'voided' ? ok(make()) : fail({ kind: 'unknown-paper', number })
}

const printedCopiesOf = ({ stage }: Paper): number => (stage.kind === 'delivered' ? stage.printedCopies : 0)

function deliveries(number: string, how: 'saved' | 'printed', times: number): readonly CaseEventBody[] {
  return Array.from({ length: times }, () => ({ kind: 'paper.delivered', payload: { number, how } }))
}
