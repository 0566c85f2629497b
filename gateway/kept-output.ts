/** The last that a program said, as much as fits. */
export class KeptOutput {
  private readonly maxBytes: number
  private chunks: Buffer[] = []
  private sizeBytes = 0
  private isCut = false

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  add(data: Buffer): void {
    // A copy: what the network gave may be a part of something much larger.
    const kept = Buffer.from(data.subarray(-this.maxBytes))
    this.isCut ||= kept.length < data.length
    this.chunks.push(kept)
    this.sizeBytes += kept.length
    // Whole chunks go when the others are enough, so that nothing is copied twice.
    while (this.sizeBytes - (this.chunks[0]?.length ?? 0) >= this.maxBytes) {
      this.sizeBytes -= this.chunks.shift()?.length ?? 0
      this.isCut = true
    }
    // Many small ones are as heavy as one large one.
    if (this.chunks.length > 1000) this.chunks = [Buffer.concat(this.chunks)]
  }

  /** From the beginning of a line on, where something is left out: half a character would be shown as rubbish. */
  read(): Buffer {
    const all = Buffer.concat(this.chunks)
    const last = all.subarray(-this.maxBytes)
    if (!this.isCut && last.length === all.length) return all
    const line = last.indexOf(0x0a)
    return line === -1 ? last : last.subarray(line + 1)
  }
}
