import { expect, test } from 'vitest'
import { findAuthority, readAuthority } from '../../electron/station/sync/authority.ts'
import type { AuthorityRefusal } from '../../shared/contracts/sync.ts'
import { largestAuthorityBytes } from '../../shared/domain/authorityFile.ts'
import { aCertificate, anAuthority, pemOf } from '../builders/certificates.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const root = anAuthority('集美区政务数据根证书（样例）', { organisation: '集美区数据局（样例）', until: '2036-03-02T00:00:00' })
const below = anAuthority('集美区政务服务器证书（样例）', { below: root })
const server = aCertificate(below, { addresses: ['127.0.0.1'] })
const read = (file: string | Uint8Array) => readAuthority(typeof file === 'string' ? Buffer.from(file) : file, now)

test('a certificate says who it is, who vouches for it, until when, and how to compare it', () => {
  const answer = read(root.certificate)
  expect(answer.ok && answer.value).toEqual({
    pem: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/),
    certificates: [{ name: '集美区政务数据根证书（样例）', organisation: '集美区数据局（样例）', issuer: null, validUntil: '2036-03-02T00:00:00.000Z', fingerprint: expect.stringMatching(/^[0-9A-F]{64}$/) }],
  })
  expect(read(below.certificate)).toMatchObject({ ok: true, value: { certificates: [{ organisation: null, issuer: '集美区政务数据根证书（样例）' }] } })
})

test('the same comes from every way of writing it: DER, line ends of Windows, words around it, a mark at the beginning', () => {
  const plain = read(root.certificate)
  for (const file of [root.bytes, root.certificate.replaceAll('\n', '\r\n'), `\uFEFF证书说明\nsubject=...\n${root.certificate}\n完`, root.certificate + root.certificate]) expect(read(file)).toEqual(plain)
})

test('a file may hold a root and what stands below it; both are shown', () => {
  const answer = read(root.certificate + below.certificate)
  expect(answer.ok && answer.value.certificates.map(({ name }) => name)).toEqual(['集美区政务数据根证书（样例）', '集美区政务服务器证书（样例）'])
})

test('a name shows what it says: nothing invisible, nothing that turns the line round, not too much of it', () => {
  const answer = read(anAuthority(`\u202E局\u200B里\n的${'长'.repeat(300)}`).certificate)
  expect(answer.ok && answer.value.certificates[0]?.name).toBe(`局里的${'长'.repeat(97)}`)
})

const spoilt = Buffer.from(root.bytes)
spoilt[spoilt.length - 5] = (spoilt.at(-5) ?? 0) ^ 1
const refused: readonly (readonly [name: string, file: string | Uint8Array, because: AuthorityRefusal])[] = [
  ['nothing', '', 'no-certificate'],
  ['a text', '请把证书发给我', 'no-certificate'],
  ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'no-certificate'],
  ['a request for a certificate', pemOf('CERTIFICATE REQUEST', root.bytes), 'no-certificate'],
  ['certificates in another form', pemOf('PKCS7', root.bytes), 'no-certificate'],
  ['DER of something else', Buffer.from('3006060455040306', 'hex'), 'no-certificate'],
  ['half of a file', root.certificate.slice(0, 300), 'damaged'],
  ['half of its DER', root.bytes.subarray(0, 200), 'no-certificate'],
  ['a certificate with something behind it', pemOf('CERTIFICATE', Buffer.concat([root.bytes, Buffer.from('x')])), 'damaged'],
  ['letters that are no base64', root.certificate.replace('MII', 'M*I'), 'damaged'],
  ['a bit that was turned', pemOf('CERTIFICATE', spoilt), 'damaged'],
  ['a good one with a damaged one', `${root.certificate}${below.certificate.slice(0, 200)}`, 'damaged'],
  ['a key beside it', `${root.certificate}${root.key}`, 'private-key'],
  ['a key', root.privateKey.export({ type: 'pkcs8', format: 'der' }), 'private-key'],
  ['a container with a key', Buffer.from('30820100020103', 'hex'), 'private-key'],
  ['the certificate of a server', server.certificate, 'no-authority'],
  ['the whole chain of a server', server.certificate + below.certificate + root.certificate, 'no-authority'],
  ['one that a server signed itself', aCertificate(null, { addresses: ['127.0.0.1'] }).certificate, 'no-authority'],
  ['one that has expired', anAuthority('旧', { until: '2026-03-02T00:59:59' }).certificate, 'expired'],
  ['one that is not valid yet', anAuthority('新', { from: '2026-03-02T01:00:01' }).certificate, 'not-valid-yet'],
  ['a short key', anAuthority('短', { rsaBits: 1024 }).certificate, 'unknown-key'],
  ['many', Array.from({ length: 5 }, (_, count) => anAuthority(`第 ${count} 个`).certificate).join(''), 'too-many'],
  ['a large file', `${root.certificate}${'\n'.repeat(largestAuthorityBytes)}`, 'too-large'],
]
test.for(refused)('%s is refused whole', ([, file, because]) => {
  expect(read(file)).toEqual({ ok: false, failure: { kind: 'authority-refused', because } })
})

test('to the second: valid until its last, from its first', () => {
  expect(read(anAuthority('旧', { until: '2026-03-02T01:00:00' }).certificate).ok).toBe(true)
  expect(read(anAuthority('新', { from: '2026-03-02T01:00:00' }).certificate).ok).toBe(true)
  expect(read(anAuthority('长', { rsaBits: 2048 }).certificate).ok).toBe(true)
})

test('a file that somebody has spoilt anywhere is refused, or shows another fingerprint; nothing falls over', () => {
  const fingerprintOf = (file: string | Uint8Array): string | null => {
    const answer = read(file)
    return answer.ok ? (answer.value.certificates[0]?.fingerprint ?? '') : null
  }
  const good = fingerprintOf(root.certificate)
  const taken: number[] = []
  for (let at = 0; at < root.bytes.length; at += 1) {
    const bytes = Buffer.from(root.bytes)
    bytes[at] = (bytes[at] ?? 0) ^ 0x55
    for (const file of [bytes, pemOf('CERTIFICATE', bytes)]) {
      expect(fingerprintOf(file), String(at)).not.toBe(good)
      if (fingerprintOf(file) !== null) taken.push(at)
    }
    expect(read(Buffer.concat([Buffer.from([0x30]), Buffer.alloc(at, 0x30)])).ok).toBe(false)
  }
  // Only the name of its issuer: then it is no longer one that stands for itself, and nothing here can know better.
  expect(new Set(taken).size).toBeLessThan(root.name.length)
})

test('one that was chosen before is shown as it is, expired or not; what can no longer be read is none', () => {
  const old = anAuthority('旧', { until: '2026-03-02T00:59:59' })
  expect(findAuthority(old.certificate)?.certificates).toMatchObject([{ name: '旧', validUntil: '2026-03-02T00:59:59.000Z' }])
  for (const pem of ['', 'nothing', old.certificate.slice(0, 200), pemOf('CERTIFICATE', Buffer.from('nothing')), `${root.certificate}${pemOf('CERTIFICATE', Buffer.from('nothing'))}`]) expect(findAuthority(pem)).toBe(null)
})
