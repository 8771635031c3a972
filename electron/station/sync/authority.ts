import { X509Certificate } from 'node:crypto'
import type { AuthorityCertificate, AuthorityRefusal } from '../../../shared/contracts/sync.ts'
import { largestAuthorityBytes, mostAuthorityCertificates } from '../../../shared/domain/authorityFile.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'

/** Whom the certificate of the office's server may come from, as a supervisor chose it. */
export interface Authority {
  readonly pem: string
  readonly certificates: readonly AuthorityCertificate[]
}
type Refused = { readonly kind: 'authority-refused'; readonly because: AuthorityRefusal }
const refuse = (because: AuthorityRefusal): { readonly ok: false; readonly failure: Refused } => fail({ kind: 'authority-refused', because })

const begin = '-----BEGIN CERTIFICATE-----'
const end = '-----END CERTIFICATE-----'
const smallestRsaBits = 2048

/** A file of certificates, PEM or DER, taken whole or not at all. */
export function readAuthority(file: Uint8Array, now: Date): Result<Authority, Refused> {
  if (file.length > largestAuthorityBytes) return refuse('too-large')
  const found = bodiesOf(Buffer.from(file))
  if (!found.ok) return found
  const read: X509Certificate[] = []
  for (const body of found.value) {
    const certificate = findCertificate(body)
    // What stands behind a certificate is nobody's.
    if (certificate?.raw.length !== body.length) return refuse(found.value.length === 1 && !isPem(file) ? 'no-certificate' : 'damaged')
    const because = findFault(certificate, now)
    if (because) return refuse(because)
    if (!read.some(({ raw }) => raw.equals(certificate.raw))) read.push(certificate)
  }
  return read.length > mostAuthorityCertificates ? refuse('too-many') : ok(describe(read))
}

/** One that was chosen before: shown as it is, though it may have expired since. `null` for what is none. */
export function findAuthority(pem: string): Authority | null {
  const found = bodiesOf(Buffer.from(pem))
  const read = found.ok ? found.value.map(findCertificate) : []
  const certificates = read.filter((certificate) => certificate !== null)
  return certificates.length > 0 && certificates.length === read.length ? describe(certificates) : null
}

const isPem = (file: Uint8Array): boolean => Buffer.from(file).includes('-----BEGIN ')

function bodiesOf(file: Buffer): Result<readonly Buffer[], Refused> {
  if (!isPem(file)) return isKey(file) ? refuse('private-key') : file[0] === 0x30 ? ok([file]) : refuse('no-certificate')
  const text = file.toString('latin1')
  // A key belongs to the server or the authority alone; whoever hands it out should hear of it.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return refuse('private-key')
  const pieces = text.split(begin).slice(1)
  if (pieces.length === 0) return refuse('no-certificate')
  const bodies: Buffer[] = []
  for (const piece of pieces) {
    const inner = piece.slice(0, Math.max(0, piece.indexOf(end)))
    if (!/^[A-Za-z0-9+/=\s]+$/.test(inner)) return refuse('damaged')
    bodies.push(Buffer.from(inner, 'base64'))
  }
  return ok(bodies)
}

/** Keys in DER, and PKCS #12, which holds one, begin with a number; a certificate does not. */
function isKey(file: Buffer): boolean {
  const length = file[1] ?? 0
  return file[0] === 0x30 && file[length < 0x80 ? 2 : 2 + (length & 0x7f)] === 0x02
}

function findCertificate(body: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(body)
  } catch {
    return null
  }
}

function findFault(certificate: X509Certificate, now: Date): AuthorityRefusal | null {
  if (!certificate.ca) return 'no-authority'
  const key = judgeKey(certificate)
  if (key) return key
  const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  if (Number.isNaN(from) || Number.isNaN(until)) return 'damaged'
  if (until < now.getTime()) return 'expired'
  return from > now.getTime() ? 'not-valid-yet' : null
}

/** A key that a connection can't be checked with would only show at the first contact. */
function judgeKey(certificate: X509Certificate): AuthorityRefusal | null {
  try {
    const { publicKey } = certificate
    const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = publicKey
    const isKnown = kind === 'ec' || kind === 'ed25519' || ((kind === 'rsa' || kind === 'rsa-pss') && (details?.modulusLength ?? 0) >= smallestRsaBits)
    if (!isKnown) return 'unknown-key'
    return certificate.issuer === certificate.subject && !certificate.verify(publicKey) ? 'damaged' : null
  } catch {
    return 'unknown-key'
  }
}

function describe(certificates: readonly X509Certificate[]): Authority {
  return { pem: certificates.map(String).join(''), certificates: certificates.map(describeOne) }
}

function describeOne(certificate: X509Certificate): AuthorityCertificate {
  const { subject, issuer } = certificate.toLegacyObject()
  const name = nameOf(subject)
  const organisation = wordOf(subject.O)
  return {
    name,
    organisation: organisation === '' || organisation === name ? null : organisation,
    issuer: certificate.issuer === certificate.subject ? null : nameOf(issuer),
    validUntil: new Date(certificate.validTo).toISOString(),
    fingerprint: certificate.fingerprint256.replaceAll(':', ''),
  }
}
const nameOf = ({ CN, OU, O }: { readonly CN?: unknown; readonly OU?: unknown; readonly O?: unknown }): string => wordOf(CN) || wordOf(O) || wordOf(OU)

/** Whoever made the certificate chose it: nothing invisible, and not too long to read. A name given twice is a list. */
function wordOf(value: unknown): string {
  const text = Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : ''
  return Array.from(text.replaceAll(/\p{C}/gu, '').trim()).slice(0, 100).join('')
}
