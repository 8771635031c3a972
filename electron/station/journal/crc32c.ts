/** CRC-32C (Castagnoli, RFC 3720 B.4), reflected, table-driven, eight bytes at a time. */
const polynomial = 0x82f6_3b78
const atOnce = 8
/** At `256 * n + byte`: what a byte makes of the checksum `n` bytes later. */
const tables = new Int32Array(256 * atOnce)
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
  tables[byte] = crc
}
for (let at = 256; at < tables.length; at += 1) tables[at] = shifted(tables[at - 256] ?? 0)

const noWords = new Int32Array(0)

function shifted(crc: number): number {
  return (crc >>> 8) ^ (tables[crc & 255] ?? 0)
}

export function crc32c(bytes: Uint8Array): number {
  let crc = -1
  let at = 0
  // Words are read where the machine has them: on a multiple of their size, the lowest byte first.
  for (const end = Math.min(bytes.length, -bytes.byteOffset & 3); at < end; at += 1) crc = shifted(crc ^ (bytes[at] ?? 0))
  const pairs = (bytes.length - at) >>> 3
  const words = pairs === 0 ? noWords : new Int32Array(bytes.buffer, bytes.byteOffset + at, pairs * 2)
  for (let word = 0; word < words.length; word += 2) {
    const first = crc ^ (words[word] ?? 0)
    const second = words[word + 1] ?? 0
    crc =
      (tables[0x700 + (first & 255)] ?? 0) ^
      (tables[0x600 + ((first >>> 8) & 255)] ?? 0) ^
      (tables[0x500 + ((first >>> 16) & 255)] ?? 0) ^
      (tables[0x400 + (first >>> 24)] ?? 0) ^
      (tables[0x300 + (second & 255)] ?? 0) ^
      (tables[0x200 + ((second >>> 8) & 255)] ?? 0) ^
      (tables[0x100 + ((second >>> 16) & 255)] ?? 0) ^
      (tables[second >>> 24] ?? 0)
  }
  for (at += words.byteLength; at < bytes.length; at += 1) crc = shifted(crc ^ (bytes[at] ?? 0))
  return ~crc >>> 0
}
