import type { CaseRow } from '../../shared/contracts/ipc.ts'

/** A row as the browser's store keeps it: what a query needs stands clear, everything else is one sealed value. */
export interface StoredRow {
  readonly id: string
  readonly status: CaseRow['status']
  /** ISO 8601. */
  readonly updatedAt: string
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Stands before every body that the browser's store is given. Sealing comes before a transaction and opening after it:
 * a transaction that has to wait for a cipher closes by itself.
 */
export interface RowSealer {
  seal(plain: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly Uint8Array<ArrayBuffer>[]>
  /** `null` for what was not sealed here, or was changed since. */
  open(sealed: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>
}

const checkBytes = 4

/** Nothing is hidden, until keys come; but what a disk has changed is noticed, as it would be with a key. */
export const plainRowSealer: RowSealer = {
  seal: (plain) =>
    Promise.resolve(
      plain.map((bytes) => {
        const sealed = new Uint8Array(bytes.length + checkBytes)
        sealed.set(bytes)
        new DataView(sealed.buffer).setUint32(bytes.length, fnv1a(bytes))
        return sealed
      }),
    ),
  open: (sealed) =>
    Promise.resolve(
      sealed.map((bytes) => {
        const length = bytes.length - checkBytes
        if (length < 0) return null
        const plain = bytes.subarray(0, length)
        return new DataView(bytes.buffer, bytes.byteOffset).getUint32(length) === fnv1a(plain) ? plain : null
      }),
    ),
}

/** FNV-1a, 32 bits: one pass, and any single changed byte changes it. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193)
  return hash >>> 0
}

const toBytes = new TextEncoder()
const toText = new TextDecoder()

export async function sealRows(sealer: RowSealer, rows: readonly CaseRow[]): Promise<readonly StoredRow[]> {
  const bodies = await sealer.seal(rows.map((row) => toBytes.encode(JSON.stringify(row))))
  return rows.map(({ id, status, updatedAt }, at) => ({ id, status, updatedAt, body: bodies[at] ?? new Uint8Array() }))
}

/** Opens rows, and gives out the same object as long as a row stays the same: what was made from it need not be made again. */
export class RowOpener {
  readonly #sealer: RowSealer
  readonly #opened = new Map<string, { readonly body: Uint8Array; readonly row: CaseRow }>()

  constructor(sealer: RowSealer) {
    this.#sealer = sealer
  }

  /** `null` in the place of a row that is damaged. */
  async open(stored: readonly StoredRow[]): Promise<readonly (CaseRow | null)[]> {
    const unknown = stored.filter(({ id, body }) => !isSame(this.#opened.get(id)?.body, body))
    const plain = await this.#sealer.open(unknown.map(({ body }) => body))
    for (const [at, { id, status, updatedAt, body }] of unknown.entries()) {
      this.#opened.delete(id)
      const bytes = plain[at]
      if (!bytes) continue
      // Sealed by this program and unchanged since: its shape was checked when it came.
      const row: CaseRow = JSON.parse(toText.decode(bytes))
      // The clear columns are not sealed, and a body may have been put under another row.
      if (row.id === id && row.status === status && row.updatedAt === updatedAt) this.#opened.set(id, { body, row })
    }
    return stored.map(({ id }) => this.#opened.get(id)?.row ?? null)
  }
}

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  if (a?.length !== b.length) return false
  for (let at = 0; at < b.length; at += 1) if (a[at] !== b[at]) return false
  return true
}
