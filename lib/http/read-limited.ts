/** All of a stream; null when it is more than that. What a header says of its length may be missing or wrong. */
export async function readLimited(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of source) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
