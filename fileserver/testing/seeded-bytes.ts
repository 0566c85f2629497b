import { createHash } from 'node:crypto'

/** The same bytes from the same seed, in another process too; no two blocks of them are alike. */
export function buildBytes(seed: string, sizeBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes)
  let block = createHash('sha256').update(seed).digest()
  for (let at = 0; at < sizeBytes; at += block.copy(bytes, at)) block = createHash('sha256').update(block).digest()
  return bytes
}
