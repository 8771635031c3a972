import { describe, expect, test } from 'vitest'
import type { Caller, Fault } from '../../../electron/app/ipcDoor.ts'
import { announceTo, callRate, openDoor } from '../../../electron/app/ipcDoor.ts'
import { requests } from '../../../shared/contracts/ipc.ts'

const page = { name: 'the page' }
const caller = (frame: Caller['senderFrame'] = { url: 'app://desk/index.html', parent: null }, sender: unknown = page): Caller => ({ sender, senderFrame: frame })

/** The door with a station behind it that answers with what it was asked, or fails. */
function aDoor({ failing = false, nowMs = () => 0 }: { failing?: boolean; nowMs?: () => number } = {}) {
  const listeners = new Map<string, (event: Caller, ...args: unknown[]) => Promise<unknown>>()
  const asked: { channel: string; request: unknown }[] = []
  const faults: Fault[] = []
  openDoor({
    receiver: { handle: (channel, listener) => void listeners.set(channel, listener) },
    findPage: () => page,
    handle: async (channel, request) => {
      asked.push({ channel, request })
      throw failing ? new Error('张三 440101199001011234') : new Error('no station in this test')
    },
    report: (fault) => faults.push(fault),
    newFaultId: () => 'f00d',
    nowMs,
  })
  const call = async (channel: string, event: Caller, ...args: unknown[]): Promise<unknown> => {
    const listener = listeners.get(channel)
    if (listener === undefined) throw new Error(`nobody listens on ${channel}`)
    return await listener(event, ...args)
  }
  return { call, asked, faults, channels: [...listeners.keys()] }
}

test('every channel of the contract has a listener, and no other', () => {
  expect(aDoor().channels.toSorted()).toEqual(Object.keys(requests).toSorted())
})

describe('who calls', () => {
  const strangers: readonly (readonly [string, Caller])[] = [
    ['another window', caller(undefined, { name: 'another' })],
    ['a frame inside the page', caller({ url: 'app://desk/index.html', parent: {} })],
    ['a page from the network', caller({ url: 'https://desk/index.html', parent: null })],
    ['a host that looks alike', caller({ url: 'app://desk.example/index.html', parent: null })],
    ['a file', caller({ url: 'file:///index.html', parent: null })],
    ['a frame that is gone', caller(null)],
  ]
  test.each(strangers)('%s is refused on every channel', async (_name, stranger) => {
    const door = aDoor()
    for (const channel of door.channels) await expect(door.call(channel, stranger, {})).rejects.toThrow(/^refused$/)
    expect(door.asked).toEqual([])
  })
})

describe('what is sent', () => {
  const malformed: readonly (readonly [string, readonly unknown[]])[] = [
    ['nothing', []],
    ['two arguments', [{}, {}]],
    ['a text', ['{}']],
    ['null', [null]],
    ['a list', [[]]],
    ['an unknown key', [{ unknown: 1 }]],
    ['a prototype', [JSON.parse('{"__proto__":{"admin":true}}')]],
    ['a constructor', [JSON.parse('{"constructor":{"prototype":{}}}')]],
    ['a date', [new Date(0)]],
    ['a map', [new Map()]],
    ['a function', [() => 1]],
    ['bytes', [new Uint8Array(100_000_000)]],
    ['a text of 100 million characters', ['x'.repeat(100_000_000)]],
    ['an endless list', [{ fields: Array.from({ length: 1_000_000 }) }]],
    ['a sparse list', [{ fields: Object.assign(Array.of<unknown>(), { length: 4_000_000_000 }) }]],
  ]
  test.each(malformed)('%s is refused on every channel', async (_name, args) => {
    const door = aDoor()
    for (const channel of door.channels) {
      const answer = await door.call(channel, caller(), ...args).catch((error: unknown) => error)
      expect(answer instanceof Error ? answer.message : answer).toSatisfy(
        (said) => said === 'malformed' || JSON.stringify(said).startsWith('{"ok":false,"failure":{"kind":"malformed"'),
      )
    }
    expect(door.asked).toEqual([])
  })

  test('deep nesting ends before the stack does', async () => {
    let deep: unknown = {}
    for (let depth = 0; depth < 5_000; depth += 1) deep = { deep }
    expect(await aDoor().call('draft:put', caller(), deep)).toMatchObject({ ok: false, failure: { problem: 'too-deep' } })
  })

  test('a key that could reach a prototype is refused where any key is allowed', async () => {
    const input: unknown = JSON.parse('{"__proto__":"x"}')
    const draft = { caseId: null, route: '/intake', question: null, input }
    expect(await aDoor().call('draft:put', caller(), { draft })).toMatchObject({ ok: false, failure: { problem: 'forbidden-key' } })
  })

  test('the place of the problem is named, what was typed is not', async () => {
    const answer = await aDoor().call('station:addOperator', caller(), { name: '王'.repeat(41), role: 'clerk' })
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'malformed', path: 'name', problem: 'too_big' } })
    expect(JSON.stringify(answer)).not.toContain('王')
  })

  test('a request of the agreed shape reaches the station', async () => {
    const door = aDoor()
    await expect(door.call('case:state', caller(), { caseId: 'case-0001' })).rejects.toThrow(/^fault f00d$/)
    expect(door.asked).toEqual([{ channel: 'case:state', request: { caseId: 'case-0001' } }])
  })
})

test('an exception reaches the log, and the page only its id', async () => {
  const door = aDoor({ failing: true })
  const said: unknown = await door.call('pack:get', caller(), {}).catch((error: unknown) => error)
  expect(said).toBeInstanceOf(Error)
  expect(String(said)).toBe('Error: fault f00d')
  expect(said).not.toHaveProperty('cause')
  expect(door.faults).toMatchObject([{ id: 'f00d', channel: 'pack:get' }])
})

test('ten thousand calls at once: the first are answered, the rest refused, and later calls are answered again', async () => {
  let nowMs = 0
  const door = aDoor({ nowMs: () => nowMs })
  for (let count = 0; count < 10_000; count += 1) await door.call('station:status', caller(), {}).catch(() => null)
  expect(door.asked).toHaveLength(callRate.burst)
  await expect(door.call('station:status', caller(), {})).rejects.toThrow(/^too-many$/)
  nowMs += 1000
  await door.call('station:status', caller(), {}).catch(() => null)
  expect(door.asked).toHaveLength(callRate.burst + 1)
})

test('announcements go out on one channel, name first', () => {
  const sent: unknown[][] = []
  announceTo({ send: (...args) => void sent.push(args) })('feed:changed', { journalSeq: 7 })
  expect(sent).toEqual([['desk:announce', 'feed:changed', { journalSeq: 7 }]])
})
