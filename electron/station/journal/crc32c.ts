/** CRC-32C (Castagnoli, RFC 3720 B.4), reflected, table-driven, four bytes at a time. */
const polynomial = 0x82f6_3b78
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
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

/** The checksum of two pieces behind one another, by the checksum of each and the length of the second. */
export function joinCrc32c(first: number, second: number, secondBytes: number): number {
  let power = 0x8000_0000
  for (let left = secondBytes, at = 3; left > 0; left = Math.floor(left / 2), at += 1) if (left % 2 === 1) power = times(powers[at & 31] ?? 0, power)
  return (times(power, first) ^ second) >>> 0
}

/** Of polynomials over two elements, reflected like the checksum. */
function times(one: number, other: number): number {
  let product = 0
  let shifted = other
  for (let bit = 31; bit >= 0; bit -= 1) {
    if ((one >>> bit) & 1) product ^= shifted
    shifted = shifted & 1 ? (shifted >>> 1) ^ polynomial : shifted >>> 1
  }
  return product >>> 0
}
/** x to the power of 1, 2, 4, 8 … */
const powers = [0x4000_0000]
while (powers.length < 32) powers.push(times(powers.at(-1) ?? 0, powers.at(-1) ?? 0))
