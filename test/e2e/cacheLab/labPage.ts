import { openFeed } from '../../../electron/station/feed.ts'
import { CacheDb } from '../../../renderer/data/cacheDb.ts'
import { type CacheState, CaseCache, type FeedLine } from '../../../renderer/data/caseCache.ts'
import { allRows, rowsInHand, type RowsQuery } from '../../../renderer/data/caseRows.ts'
import { plainRowSealer, type RowSealer } from '../../../renderer/data/rowSealer.ts'
import type { Watermark } from '../../../shared/contracts/feed.ts'
import { Records } from '../../builders/feedRecords.ts'
import { aRow } from '../../builders/rows.ts'

/** Runs in the browser: the program's own cache and the station's own feed, over records that the test makes. */

export interface LabOptions {
  readonly name: string
  /** Cases that the station has. */
  readonly cases: number
  readonly wasUsed: boolean
  readonly isSealed: boolean
  readonly rowsPerBatch: number
  readonly isDiskShort?: boolean
}

export interface Lab {
  start(options: LabOptions): void
  state(): CacheState
  /** Every state since the start. */
  states(): readonly CacheState[]
  /** Waits for a state that lasts: everything is listed, or the fill was broken off. */
  rest(): Promise<CacheState>
  /** Names of all projects as the list of cases shows them. */
  list(): Promise<readonly string[]>
  inHand(): Promise<number>
  touch(caseId: string): Promise<void>
  pause(): void
  resume(): void
  /** Answers of the feed wait until they are let through. */
  hold(): void
  letThrough(count: number): void
  /** Watermarks that the feed was asked to go on from. */
  asked(): readonly (Watermark | null)[]
}

declare global {
  interface Window {
    lab: Lab
  }
}

/** Seals as a key would, with Web Crypto. */
function keyedSealer(): RowSealer {
  const key = crypto.subtle.importKey('raw', new Uint8Array(32).fill(7), 'AES-GCM', false, ['encrypt', 'decrypt'])
  return {
    seal: async (plain) =>
      Promise.all(
        plain.map(async (bytes) => {
          const iv = crypto.getRandomValues(new Uint8Array(12))
          const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key, bytes))
          const whole = new Uint8Array(iv.length + sealed.length)
          whole.set(iv)
          whole.set(sealed, iv.length)
          return whole
        }),
      ),
    open: async (sealed) =>
      Promise.all(
        sealed.map(async (bytes) => {
          try {
            return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, 12) }, await key, bytes.subarray(12)))
          } catch {
            return null
          }
        }),
      ),
  }
}

const moment = (seq: number): string => new Date(Date.UTC(2026, 2, 2) + seq * 1000).toISOString()

function makeLab(): Lab {
  let cache: CaseCache | null = null
  let isHeld = false
  let waiting: (() => void)[] = []
  const states: CacheState[] = []
  const asked: (Watermark | null)[] = []
  const records = new Records('journal')
  const hearers = new Set<() => void>()

  const open = (): CaseCache => {
    if (cache === null) throw new Error('the lab was not started')
    return cache
  }
  async function ask<T>(query: RowsQuery<T>): Promise<T> {
    const fromMemory = (): T => query.fromMemory(open().memoryRows())
    if (open().state().kind === 'memory') return fromMemory()
    try {
      return await open().read((db) => query.fromDb(db, open().openRows))
    } catch {
      await lab.rest()
      return fromMemory()
    }
  }

  const lab: Lab = {
    start: ({ name, cases, wasUsed, isSealed, rowsPerBatch, isDiskShort = false }) => {
      for (let n = 1; n <= cases; n += 1) records.touch(`case-${n}`)
      const pull = openFeed({
        journal: records,
        kept: new Records('kept'),
        rowsPerBatch,
        makeRow: (id) => Promise.resolve(aRow({ id, projectName: `灌口厂房 ${id} @${records.caseSeqs.get(id) ?? 0}（样例）`, updatedAt: moment(records.caseSeqs.get(id) ?? 0) })),
        onWatermarkAhead: () => undefined,
      })
      const feed: FeedLine = {
        pull: async ({ from, scope }) => {
          asked.push(from)
          if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve))
          return pull(from, scope)
        },
        onChanged: (hear) => {
          hearers.add(hear)
          return () => hearers.delete(hear)
        },
      }
      const opened = new CaseCache(feed, new CacheDb(name), { wasUsed, sealer: isSealed ? keyedSealer() : plainRowSealer, isDiskShort: () => Promise.resolve(isDiskShort) })
      opened.subscribe(() => states.push(opened.state()))
      cache = opened
      void opened.follow()
    },
    state: () => open().state(),
    states: () => states,
    rest: () =>
      new Promise((resolve) => {
        const look = (): void => {
          const state = open().state()
          if (state.kind === 'stored' || state.kind === 'paused' || state.kind === 'failed' || (state.kind === 'memory' && state.total > 0 && state.done === state.total)) resolve(state)
          else setTimeout(look, 5)
        }
        look()
      }),
    list: async () => (await ask(allRows)).map(({ projectName }) => projectName),
    inHand: async () => (await ask(rowsInHand(10))).total,
    touch: async (caseId) => {
      records.touch(caseId)
      for (const hear of hearers) hear()
      await open().follow()
    },
    pause: () => open().pause(),
    resume: () => open().resume(),
    hold: () => {
      isHeld = true
    },
    letThrough: (count) => {
      const now = waiting.slice(0, count)
      waiting = waiting.slice(count)
      if (count === Number.POSITIVE_INFINITY) isHeld = false
      for (const go of now) go()
    },
    asked: () => asked,
  }
  return lab
}

window.lab = makeLab()
