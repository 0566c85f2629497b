import { NAME_BYTES_MAX } from '#lib/files/protocol/wire-path.ts'

const TRIES_MAX = 10_000
const DOT = 0x2e
const SPACE_OPEN = Buffer.from(' (')

/** "a.txt", "a (2).txt", "a (3).txt" …, none longer than a name may be. For `keep-both`: the first that is free is used. */
export function* toFreeNames(name: Uint8Array): Generator<Uint8Array> {
  yield name
  // A name that begins with a dot has no extension there.
  const dot = name.lastIndexOf(DOT)
  const stem = dot > 0 ? name.subarray(0, dot) : name
  const extension = dot > 0 ? name.subarray(dot) : new Uint8Array()
  for (let count = 2; count <= TRIES_MAX; count += 1) {
    const suffix = Buffer.concat([SPACE_OPEN, Buffer.from(`${count})`), extension])
    yield Buffer.concat([cutToCharacter(stem, NAME_BYTES_MAX - suffix.length), suffix])
  }
}

/** Not in the middle of a character of UTF-8. */
function cutToCharacter(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length <= length) return bytes
  let end = Math.max(0, length)
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end)
}
