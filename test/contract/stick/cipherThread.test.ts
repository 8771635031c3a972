import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAgeCipher } from '../../../electron/station/stick/ageCipher.ts'
import { createCipherThread } from '../../../electron/station/stick/cipherThread.ts'
import type { Pieces, StickCipher } from '../../../electron/station/stick/cipher.ts'
import { must } from '../../builders/counter.ts'
import { eachOf, passphrase, quickCipher, wholeOf } from '../../builders/sticks.ts'

let dir: string
const scryptLogN = 4
/** The worker as it is shipped: one file, apart from `node_modules`. */
const workerFile = (): string => join(dir, 'stickWorker.cjs')
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'caravan-stick-'))
  await build({ entryPoints: [join(import.meta.dirname, '../../../electron/station/stick/worker.ts')], outfile: workerFile(), bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'silent' })
})
afterAll(() => rm(dir, { recursive: true }))

const megabyte = Array.from({ length: 40 }, (_, at) => Buffer.alloc(30_011, at))

describe.each<[string, () => StickCipher]>([
  ['in a worker', () => createCipherThread({ workerFile: workerFile(), scryptLogN })],
  ['here', () => createAgeCipher({ scryptLogN })],
])('a cipher %s', (_, open) => {
  test('gives back what it was given', async () => {
    const sealed = await wholeOf(await open().seal(passphrase, eachOf(megabyte)))
    expect(sealed.includes(megabyte[3] ?? '')).toBe(false)
    expect((await wholeOf(must(await open().open(passphrase, eachOf([sealed]))))).equals(Buffer.concat(megabyte))).toBe(true)
  })

  test('says a wrong passphrase before anything else, and a cut only where it is', async () => {
    const sealed = await wholeOf(await quickCipher.seal(passphrase, eachOf(megabyte)))
    expect(await open().open('another-passphrase', eachOf([sealed]))).toEqual({ ok: false, failure: { kind: 'wrong-passphrase' } })
    expect(await open().open(passphrase, eachOf([sealed.subarray(0, 40)]))).toEqual({ ok: false, failure: { kind: 'damaged' } })
    const cut = must(await open().open(passphrase, eachOf([sealed.subarray(0, 500_000)])))
    await expect(wholeOf(cut)).rejects.toThrow('invalid tag')
  })

  test('what can’t be read ends it in an error', async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* megabyte
      throw new Error('pulled out')
    }
    await expect(wholeOf(await open().seal(passphrase, breaking()))).rejects.toThrow('pulled out')
  })

  test('whoever stops reading ends what makes the pieces', { timeout: 20_000 }, async () => {
    let ended: () => void
    const end = new Promise<void>((resolve) => (ended = resolve))
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(65_536)
      } finally {
        ended()
      }
    }
    await takeOne(await open().seal(passphrase, endless()))
    await end
  })
})

async function takeOne(pieces: Pieces): Promise<void> {
  for await (const piece of pieces) if (piece.length > 0) return
}

test('a worker that can’t begin is an error and not a wait', async () => {
  await expect(createCipherThread({ workerFile: join(dir, 'absent.cjs') }).seal(passphrase, eachOf(megabyte))).rejects.toThrow('absent.cjs')
})

test.each([
  ['before it answers', ''],
  ['when it has begun', `port.postMessage({ kind: 'begun' })`],
])('a worker that ends %s as if all were well is an error and not a wait', async (_, said) => {
  const calm = join(dir, 'calm.cjs')
  await writeFile(calm, `const { parentPort: port } = require('node:worker_threads'); port.once('message', () => { ${said} })`)
  const sealing = async (): Promise<Buffer> => wholeOf(await createCipherThread({ workerFile: calm }).seal(passphrase, eachOf(megabyte)))
  await expect(sealing()).rejects.toThrow('the worker ended (0)')
})
