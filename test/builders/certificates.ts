import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** X.509 certificates for servers of a test, written as RFC 5280 lays down: no tool of the machine is asked for them. */
export interface Certificate {
  /** PEM. */
  readonly certificate: string
  readonly key: string
}
export interface Authority extends Certificate {
  readonly privateKey: KeyObject
  readonly name: Buffer
}
interface Wanted {
  /** What it is good for: IPv4 addresses. */
  readonly addresses: readonly string[]
  readonly from?: string
  readonly until?: string
}

/** One value of ASN.1: tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const length = body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, body])
}
const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content)
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const isTrue = der(0x01, Buffer.from([0xff]))
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content)
const utc = (moment: string): Buffer => der(0x17, Buffer.from(`${moment.replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
const nameOf = (common: string): Buffer => sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(common)))))
const extension = (id: string, content: Buffer, isCritical = false): Buffer => sequence(objectId(id), ...(isCritical ? [isTrue] : []), der(0x04, content))

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))

function issue(subject: Buffer, extensions: readonly Buffer[], { from = '2020-01-01T00:00:00', until = '2049-12-31T00:00:00' }: Partial<Wanted>, authority: Authority | null): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)])
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256,
    authority?.name ?? subject,
    sequence(utc(from), utc(until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const whole = sequence(content, ecdsaWithSha256, bits(sign('sha256', content, authority?.privateKey ?? privateKey)))
  const certificate = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), privateKey, name: subject }
}

export const anAuthority = (name: string): Authority => issue(nameOf(name), [extension('551d13', sequence(isTrue), true)], {}, null)

/** Signed by itself where no authority is given. */
export const aCertificate = (authority: Authority | null, wanted: Wanted): Certificate =>
  issue(nameOf('office.example'), [extension('551d11', sequence(...wanted.addresses.map((address) => der(0x87, Buffer.from(address.split('.').map(Number))))))], wanted, authority)
