/** CRC-32C (Castagnoli, RFC 3720 B.4), reflected, table-driven, four bytes at a time. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1
  return crc
})
const follow = (before: Uint32Array): Uint32Array => before.map((crc) => (crc >>> 8) ^ (table[crc & 255] ?? 0))
/** What a byte makes of the checksum one, two and three bytes later. */
const second = follow(table)
const third = follow(second)
const fourth = follow(third)

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  let at = 0
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^= (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
    crc = (fourth[crc & 255] ?? 0) ^ (third[(crc >>> 8) & 255] ?? 0) ^ (second[(crc >>> 16) & 255] ?? 0) ^ (table[crc >>> 24] ?? 0)
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 255] ?? 0)
  return (crc ^ 0xffff_ffff) >>> 0
}
