import type { Failure, Notice, StationStatus } from '../../shared/contracts/ipc.ts'
import { isRecoveryFinding, type RecordsStatus, type Recovery, type RecoveryFinding } from '../../shared/contracts/records.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { type Files, onDisk, replaceFile } from './files.ts'
import type { ChooseSavePath } from './ports.ts'

/** What the program can't know of itself. */
export interface MachineFacts {
  /** System, processor, runtime: names and versions. */
  readonly versions: Readonly<Record<string, string>>
  /** What the fault log holds; empty where there is none. */
  readonly readFaultLog: () => Promise<string>
}
export interface DiagnosticsInput {
  readonly status: StationStatus
  readonly records: RecordsStatus
  readonly recoveries: readonly Recovery[]
  readonly head: { readonly seq: number; readonly chain: string }
  readonly counts: Readonly<Record<string, number>>
  readonly versions: MachineFacts['versions']
  readonly faultLog: string
  /** ISO 8601. */
  readonly madeAt: string
}

/** Asks where to, and writes it there. */
export async function keepDiagnostics(files: Files, chooseSavePath: ChooseSavePath, now: Date, input: DiagnosticsInput): Promise<Result<{ readonly path: string }, Failure>> {
  const path = await chooseSavePath(`诊断文件-${dayInChina(now)}.json`, 'json')
  if (path === null) return fail({ kind: 'cancelled' })
  const written = await onDisk(path, () => replaceFile(files, path, Buffer.from(describeDiagnostics(input))))
  return written.ok ? ok({ path }) : written
}

/**
 * A file for whoever helps from afar: versions, sizes, counts, what went wrong. Everything in it is named here one by
 * one, so that nothing about a person or a project gets in: no names, no folders, no texts.
 */
export function describeDiagnostics({ status, records, recoveries, head, counts, versions, faultLog, madeAt }: DiagnosticsInput): string {
  const { folder: _folder, ...known } = records
  const { pack } = status
  const contents = {
    kind: 'caravan-desk-diagnostics',
    madeAt,
    program: status.version,
    versions,
    profile: status.profile,
    station: status.phase.kind === 'ready' ? { id: status.phase.stationId, code: status.phase.code } : null,
    pack: { id: pack.id, version: pack.version, digest: pack.digest, overlays: pack.overlays.map(({ id, version }) => ({ id, version })) },
    counts,
    journalHead: head,
    lastSavedAt: status.lastSavedAt,
    records: { ...known, identity: { ...known.identity, because: known.identity.because.map(withoutPlaces) } },
    troubles: status.troubles,
    notices: status.notices.map(describeNotice),
    recoveries: recoveries.map(({ id, at, findings, records: count, read }) => ({ id, at, findings: findings.map(withoutPlaces), records: count, readAt: read?.at ?? null })),
    faultLog: scrubFaultLog(faultLog),
  }
  return `${JSON.stringify(contents, null, 2)}\n`
}

/** Kind and figures; the texts of a notice may quote files that somebody wrote. */
function describeNotice(notice: Notice): Readonly<Record<string, unknown>> {
  if (isRecoveryFinding(notice)) return withoutPlaces(notice)
  switch (notice.kind) {
    case 'number-twice':
      return { kind: notice.kind, cases: notice.cases.length }
    case 'pack-kept':
    case 'overlay-refused':
      return { kind: notice.kind, problems: notice.problems.length }
    case 'edition-missing':
    case 'edition-waiting':
    case 'edition-refused':
    case 'overlay-elsewhere':
    case 'overlay-early':
      return { kind: notice.kind }
    case 'unfinished-papers':
    case 'print-interrupted':
      return { kind: notice.kind, papers: notice.papers.length }
  }
}

function withoutPlaces(finding: RecoveryFinding): Readonly<Record<string, unknown>> {
  switch (finding.kind) {
    case 'records-skipped':
      return { kind: finding.kind, seqs: finding.seqs }
    case 'restored':
      return { kind: finding.kind, records: finding.records }
    case 'tail-cut':
    case 'put-back':
    case 'copied':
      return { ...finding }
  }
}

const newestLines = 400
const knownEntry = /^\d{4}-\d\d-\d\dT[\d:.]+Z (?:fault [0-9a-f]+ [a-z]+:[A-Za-z]+: [\w.]+(?: [A-Z_]+)?|page lost: [a-z-]+ -?\d+|(?:start|close|copy) failed: [\w.]+(?: [A-Z_]+)?|not closed after \d+ s: [a-z, ]+)$/
const knownFrame = /^\s+at /
// A folder's name may be a person's: only the file is kept.
const folders = /(?:file:\/\/)?(?:[A-Za-z]:)?[\\/](?:[^\\/()\n]*[\\/])*/g

/** Only lines of the forms that the program itself writes, without folders; of any other line only that it was there. */
export function scrubFaultLog(log: string): readonly string[] {
  return log
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-newestLines)
    .map((line) => (knownFrame.test(line) ? line.replaceAll(folders, '') : knownEntry.test(line) ? line : '(left out)'))
}
