import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** X.509 certificates for servers of a test, written as RFC 5280 lays down: no tool of the machine is asked for them. */
export interface Certificate {
  /** PEM. */
  readonly certificate: string
  /** DER. */
  readonly bytes: Buffer
  readonly key: string
}
export interface Authority extends Certificate {
  readonly privateKey: KeyObject
  readonly name: Buffer
}
interface Wanted {
  /** What it is good for: IPv4 addresses; none: it names no host but in its title. */
  readonly addresses: readonly string[]
  /** No server's. */
  readonly isForClients?: boolean
  readonly from?: string
  readonly until?: string
}
type Term = Pick<Wanted, 'from' | 'until'>
interface WantedAuthority extends Term {
  /** Stands below this one. */
  readonly below?: Authority
  readonly organisation?: string
  /** Instead of a key on a curve. */
  readonly rsaBits?: number
}

/** One value of ASN.1: tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  const { length: size } = body
  const length = Buffer.from(size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, body])
}
const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content)
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const isTrue = der(0x01, Buffer.from([0xff]))
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content)
const utc = (moment: string): Buffer => der(0x17, Buffer.from(`${moment.replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
const named = (id: string, text: string): Buffer => der(0x31, sequence(objectId(id), der(0x0c, Buffer.from(text))))
const nameOf = (common: string, organisation?: string): Buffer => sequence(named('550403', common), ...(organisation === undefined ? [] : [named('55040a', organisation)]))
const extension = (id: string, content: Buffer, isCritical = false): Buffer => sequence(objectId(id), ...(isCritical ? [isTrue] : []), der(0x04, content))

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))
const rsaWithSha256 = sequence(objectId('2a864886f70d01010b'), der(0x05))
const algorithmOf = (key: KeyObject): Buffer => (key.asymmetricKeyType === 'rsa' ? rsaWithSha256 : ecdsaWithSha256)

function issue(subject: Buffer, extensions: readonly Buffer[], { from = '2020-01-01T00:00:00', until = '2049-12-31T00:00:00' }: Term, authority: Authority | null, rsaBits?: number): Authority {
  const { publicKey, privateKey } = rsaBits === undefined ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: rsaBits })
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)])
  const signer = authority?.privateKey ?? privateKey
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithmOf(signer),
    authority?.name ?? subject,
    sequence(utc(from), utc(until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const bytes = sequence(content, algorithmOf(signer), bits(sign('sha256', content, signer)))
  return { bytes, certificate: pemOf('CERTIFICATE', bytes), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), privateKey, name: subject }
}

export const pemOf = (label: string, bytes: Uint8Array): string => `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`

export const anAuthority = (name: string, { below, organisation, rsaBits, ...term }: WantedAuthority = {}): Authority =>
  issue(nameOf(name, organisation), [extension('551d13', sequence(isTrue), true)], term, below ?? null, rsaBits)

/** Signed by itself where no authority is given. */
export const aCertificate = (authority: Authority | null, { addresses, isForClients = false, ...term }: Wanted): Certificate =>
  issue(
    nameOf('office.example'),
    [
      extension('551d13', sequence()),
      ...(addresses.length === 0 ? [] : [extension('551d11', sequence(...addresses.map((address) => der(0x87, Buffer.from(address.split('.').map(Number))))))]),
      ...(isForClients ? [extension('551d25', sequence(objectId('2b06010505070302')))] : []),
    ],
    term,
    authority,
  )
