import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type KeptCode, openKeptCode } from '../../../runtime/keptCode.ts'

const source = 'module.exports = 1'
const code = Uint8Array.from({ length: 200 }, (_, at) => at)
const file = '/program/out/main/service.cjs'
let place: string
let folder: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'kept-code-'))
  folder = join(place, 'compiled')
})
afterEach(() => rmSync(place, { recursive: true }))

function open(builtBy = 'node 20.20.2, v8 11.3.244.8'): KeptCode {
  const kept = openKeptCode(folder, builtBy)
  if (kept === null) throw new Error('the folder was not taken')
  return kept
}
const thePath = (): string => join(folder, readdirSync(folder)[0] ?? '')

test('what was kept is found at the next start, and only the user may read it', () => {
  expect(open().find(file, source)).toBeUndefined()
  open().keep(file, source, code)
  expect(open().find(file, source)).toEqual(Buffer.from(code))
  expect([statSync(folder).mode & 0o777, statSync(thePath()).mode & 0o777]).toEqual([0o700, 0o600])
})

test('another source of the same length, another file or another V8 finds nothing', () => {
  open().keep(file, source, code)
  expect(open().find(file, 'module.exports = 2')).toBeUndefined()
  expect(open().find('/elsewhere/service.cjs', source)).toBeUndefined()
  expect(open('node 20.20.2, v8 11.3.244.9').find(file, source)).toBeUndefined()
})

test('a turned bit anywhere, and a file cut anywhere, is never run', () => {
  open().keep(file, source, code)
  const whole = readFileSync(thePath())
  for (let at = 0; at < whole.length; at += 1) {
    const turned = Buffer.from(whole)
    turned.writeUInt8(turned.readUInt8(at) ^ 1, at)
    for (const damaged of [turned, whole.subarray(0, at)]) {
      writeFileSync(thePath(), damaged)
      expect(open().find(file, source)).toBeUndefined()
    }
  }
})

test('a newer build takes the place of the one before it', () => {
  open().keep(file, source, code)
  open().keep(file, 'module.exports = 22', code.subarray(1))
  expect(open().find(file, 'module.exports = 22')).toEqual(Buffer.from(code.subarray(1)))
  expect(readdirSync(folder)).toHaveLength(1)
})

test('a folder that others may write to is not used', () => {
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  expect(openKeptCode(folder, 'any')).toBeNull()
})

test('where the folder can’t be had or written to, nothing is kept and nothing is left', () => {
  writeFileSync(join(place, 'file'), '')
  expect(openKeptCode(join(place, 'file'), 'any')).toBeNull()
  const kept = open()
  // A folder stands where the file should.
  kept.keep(file, source, code)
  const path = thePath()
  rmSync(path)
  mkdirSync(join(path, 'in the way'), { recursive: true })
  kept.keep(file, source, code)
  expect(existsSync(`${path}.part`)).toBe(false)
  expect(kept.find(file, source)).toBeUndefined()
})
