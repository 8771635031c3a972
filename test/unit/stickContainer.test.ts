import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAgeCipher } from '../../electron/station/stick/ageCipher.ts'
import { frame, readForm, type StickEntry, type StickHeader } from '../../electron/station/stick/container.ts'
import { asTyped, passphraseProblem, readingsOf } from '../../shared/domain/passphrase.ts'
import { drawPassphrase } from '../../electron/station/identity.ts'
import { aBatch } from '../builders/batches.ts'
import { eachOf, passphrase, quickCipher, wholeOf } from '../builders/sticks.ts'

const header: Omit<StickHeader, 'form' | 'v'> = { number: 3, station: 'ab'.repeat(8), incarnation: 'A1B2C3', code: '7KQ2M', stationName: '大篷车一号', district: '集美区', madeAt: '2026-03-02T09:00:00.000+08:00', content: 'unconfirmed' }

const plainOf = (entries: readonly StickEntry[]): Promise<Buffer> => wholeOf(frame(header, eachOf(entries)).pieces)

async function readPlain(plain: Uint8Array, cuts: readonly number[] = []): Promise<{ readonly outcome: string; readonly entries: readonly StickEntry[] }> {
  const edges = [0, ...cuts.map((cut) => cut % (plain.length + 1)), plain.length].sort((one, other) => one - other)
  const pieces = edges.slice(1).map((edge, at) => plain.subarray(edges[at] ?? 0, edge))
  const entries: StickEntry[] = []
  const read = await readForm(eachOf(pieces), (entry) => {
    entries.push(entry)
    return Promise.resolve('on')
  })
  return { outcome: read.ok ? (read.value === 'stopped' ? 'stopped' : 'whole') : read.failure.kind, entries }
}

/** Of a whole sealed file; `whole` only where the very same entries come out. */
async function openSealed(sealed: Uint8Array, typed = passphrase): Promise<string> {
  const opened = await quickCipher.open(typed, eachOf([sealed]))
  if (!opened.ok) return opened.failure.kind
  try {
    return (await readPlain(await wholeOf(opened.value))).outcome
  } catch {
    return 'damaged'
  }
}
const sealOf = async (entries: readonly StickEntry[], cipher = quickCipher): Promise<Buffer> => wholeOf(await cipher.seal(passphrase, frame(header, eachOf(entries)).pieces))

const anEntry: fc.Arbitrary<StickEntry> = fc.oneof(
  fc.record({ kind: fc.constant('batch' as const), document: fc.jsonValue({ maxDepth: 4 }) }),
  fc.record({ kind: fc.constant('scan' as const), stream: fc.constant('case:x'), digest: fc.constant('ab'.repeat(32)), bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64')) }),
)

test('what is framed comes out again, in whatever pieces it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anEntry, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), async (entries, cuts) => {
      const read = await readPlain(await plainOf(entries), cuts)
      expect(read).toEqual({ outcome: 'whole', entries: JSON.parse(JSON.stringify(entries)) })
    }),
  )
})

test('of the plain form, any part of it and any changed byte is refused', async () => {
  const plain = await plainOf([{ kind: 'batch', document: aBatch('case:one') }, { kind: 'batch', document: aBatch('case:two') }])
  await fc.assert(
    fc.asyncProperty(fc.nat(plain.length - 2), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      expect((await readPlain(plain.subarray(0, at))).outcome).not.toBe('whole')
      const changed = Buffer.from(plain)
      changed[at] = (changed[at] ?? 0) ^ flip
      expect((await readPlain(changed)).outcome).not.toBe('whole')
    }),
  )
  expect((await readPlain(Buffer.concat([plain, Buffer.from('{}\n')]))).outcome).toBe('damaged')
  // Between lines: every entry whole, and no end.
  const lines = plain.toString().split('\n')
  for (let count = 1; count < lines.length - 1; count += 1) expect((await readPlain(Buffer.from(`${lines.slice(0, count).join('\n')}\n`))).outcome, `${count} lines`).toBe('damaged')
})

test('of the sealed file, every cut at a piece of 64 KB and beside it, and any changed byte, is refused', async () => {
  const sealed = await sealOf(Array.from({ length: 60 }, (_, at) => ({ kind: 'batch', document: { at, text: '厦'.repeat(1500) } })))
  expect(sealed.length).toBeGreaterThan(4 * 65_552)
  expect(await openSealed(sealed)).toBe('whole')
  const begin = sealed.length % 65_552
  const cuts: number[] = []
  for (let edge = begin; edge <= sealed.length; edge += 65_552) cuts.push(edge - 1, edge, edge + 1)
  for (let edge = 65_536; edge <= sealed.length; edge += 65_536) cuts.push(edge - 1, edge, edge + 1)
  for (const cut of cuts.filter((cut) => cut < sealed.length)) expect(await openSealed(sealed.subarray(0, cut)), `cut at ${cut}`).not.toBe('whole')
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ flip
      expect(await openSealed(changed)).not.toBe('whole')
    }),
  )
})

test('every byte of the head of a sealed file counts', async () => {
  const sealed = await sealOf([])
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(await openSealed(changed), `byte ${at}`).not.toBe('whole')
  }
})

test('another passphrase opens nothing; the same one typed by an input method does', async () => {
  const sealed = await sealOf([])
  expect(await openSealed(sealed, 'another-passphrase')).toBe('wrong-passphrase')
  expect(asTyped(' ７ｋｑ２－ｍ４ｘｗ－９ｄ０ｈ－ｃ３ｔａ　')).toBe(passphrase)
})

test('a newer form is told from what is no file of ours', async () => {
  const lines = (first: object): Buffer => Buffer.from(`${JSON.stringify(first)}\n{"kind":"end"}\n`)
  expect((await readPlain(lines({ form: 'caravan-desk-stick', v: 2, anything: 1 }))).outcome).toBe('newer-format')
  expect((await readPlain(lines({ form: 'another', v: 1 }))).outcome).toBe('not-ours')
  expect((await readPlain(Buffer.from('no json at all\n'))).outcome).toBe('not-ours')
  const [head] = (await plainOf([])).toString().split('\n')
  expect((await readPlain(Buffer.from(`${head}\n{"kind":"sung","tune":1}\n`))).outcome).toBe('newer-format')
})

test('the format is age: the scrypt recipient alone, at the strength asked for', async () => {
  const sealed = await sealOf([], createAgeCipher({ scryptLogN: 5 }))
  expect(sealed.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 5\n[^\n]+\n--- /)
})

test.each([
  ['厦门窗口', 'short'],
  ['abcdefghijklm', 'simple'],
  ['1234567890123', 'simple'],
  ['aaaaaaaaaaaaaa', 'simple'],
  ['121212121212', 'simple'],
  ['7kq2m4xw9d0', 'short'],
  ['春天在集美上班', null],
  [passphrase, null],
])('passphrase %s: %s', (typed, problem) => {
  expect(passphraseProblem(typed)).toBe(problem)
})

test('a passphrase that the program draws has nothing in it that a hand writes alike, and any of its characters anywhere', () => {
  let next = 0
  const drawn = Array.from({ length: 200 }, () => drawPassphrase((count) => new Uint8Array(count).map(() => (next = (next + 7) % 256))))
  for (const one of drawn) {
    expect(one).toMatch(/^(?:[2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}$/)
    expect(passphraseProblem(one)).toBe(null)
  }
  const counts = new Map<string, number>()
  for (const character of drawn.join('').replaceAll('-', '')) counts.set(character, (counts.get(character) ?? 0) + 1)
  expect(counts.size).toBe(31)
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThan(3)
})

test.each([
  ['7KQ2 M4XW 9DOH C3TA', ['7KQ2 M4XW 9DOH C3TA', passphrase]],
  ['７ｋｑ２ｍ４ｘｗ９ｄ０ｈｃ３ｔａ', ['7kq2m4xw9d0hc3ta', passphrase]],
  ['l7kq-2m4x-w9dh-c3ti', ['l7kq-2m4x-w9dh-c3ti', '17kq-2m4x-w9dh-c3t1']],
  [passphrase, [passphrase]],
  // A clerk's own words are taken as they are.
  ['Oh what a Lovely stick', ['Oh what a Lovely stick']],
])('what was typed as %s is tried as %j', (typed, readings) => {
  expect(readingsOf(typed)).toEqual(readings)
})
