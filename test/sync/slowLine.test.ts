import { expect } from 'vitest'
import type { Network } from '../../electron/station/ports.ts'
import { aBatch } from '../builders/batches.ts'
import { builtInPack } from '../builders/desk.ts'
import { aStation, cases, type OfficeStation } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { aNextEdition, putInto } from '../builders/published.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'

const carriesBytes = 700_000
/** Long enough for a busy machine to answer what the line does carry. */
const limits = { totalMs: 2500, silenceMs: 2500, bytes: 64 << 20 }

/** A twelfth at a time, for twice as long as any other answer may take. */
function trickling(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    start: (controller) => {
      const next = setInterval(() => {
        controller.enqueue(bytes.subarray(at, (at += Math.ceil(bytes.length / 12))))
        if (at < bytes.length) return
        clearInterval(next)
        controller.close()
      }, limits.totalMs / 6)
    },
  })
}

/** A line over which no more than so many bytes get within the time that a request has, either way. */
function overASlowLine({ timers }: OfficeStation, asked: (pathname: string) => void): Network {
  const untilGivenUp = (signal: AbortSignal | null | undefined): Promise<never> => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
  return {
    fetch: async (input, init) => {
      asked(String(input))
      if (String(init?.body ?? '').length > carriesBytes) return untilGivenUp(init?.signal)
      const answer = await fetch(input, init)
      if (String(input).includes('feed=longpoll')) return answer
      if (String(input).includes('/content/pack')) return new Response(trickling(new Uint8Array(await answer.arrayBuffer())), answer)
      const bytes = await answer.arrayBuffer()
      return bytes.byteLength > carriesBytes ? untilGivenUp(init?.signal) : new Response(bytes, answer)
    },
    timers,
    limits,
    random: () => 0.5,
    report: (error) => {
      throw error
    },
  }
}

test('a line that is too slow for a large page or request: less at once is asked for and sent, and all of it gets through', async ({ server, here, there, colleague }) => {
  const docs = Array.from({ length: 150 }, (_, at) => aBatch(`case:slow-line-${String(at).padStart(6, '0')}`, { sender: 'jimei-2', events: 60 }))
  await colleague('POST', `${cases}/_bulk_docs`, { docs })
  const ids: string[] = []
  for (let count = 0; count < 10; count += 1) {
    const id = await here.openCase(`第 ${count} 件`)
    for (let note = 0; note < 20; note += 1) await here.note(id, '很长的备注'.repeat(400))
    ids.push(id)
  }
  await here.station.handlers['sync:pause']({ paused: true })
  const limitsAsked: number[] = []
  await here.reopen({
    network: overASlowLine(here, (address) => {
      const { pathname, searchParams } = new URL(address)
      if (pathname === `/${cases}/_changes` && searchParams.has('include_docs') && !searchParams.has('feed')) limitsAsked.push(Number(searchParams.get('limit')))
    }),
  })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } })
  expect((await here.station.handlers['feed:pull']({ from: null, scope: 'all' })).total).toBe(docs.length + ids.length)
  // What the line carries is asked for alone, and nothing larger ahead of it.
  expect(limitsAsked).toEqual(limitsAsked.toSorted((one, other) => other - one))
  expect(Math.min(...limitsAsked)).toBeLessThan(20)
  await there.sync()
  await expectSameEverywhere(server, [here, there], [...ids, 'slow-line-000000', 'slow-line-000149'])
}, 60_000)

test('an edition that takes long to come is waited for as long as something of it comes, and cases come behind it', async ({ server, there }) => {
  const id = await there.openCase('对方的办件')
  await there.sync()
  await putInto(server.url, await aNextEdition('1.1.0'))
  const here = await aStation(server, 'jimei-1', { packDir: builtInPack })
  await here.station.handlers['sync:pause']({ paused: true })
  await here.reopen({ packDir: builtInPack, network: overASlowLine(here, () => undefined) })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  const { editions } = await here.station.handlers['edition:list']({})
  expect(editions.map(({ ref }) => ref.version).toSorted()).toEqual(['1.0.0', '1.1.0'])
  expect(await here.notesOf(id)).toEqual([])
  await here.remove()
}, 60_000)
