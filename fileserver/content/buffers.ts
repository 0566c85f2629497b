/** One read: large enough that its price does not count, small enough to stay in a processor's cache. */
export const READ_BYTES = 1024 * 1024
const KEPT_MAX = 8

const free: Buffer[] = []

/** Memory of a read, used again by the next one: allocating and clearing a MiB costs as much as reading it. */
export function takeBuffer(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES)
}

export function giveBuffer(buffer: Buffer): void {
  if (free.length < KEPT_MAX) free.push(buffer)
}
