const NEWLINE = 0x0a

/**
 * Cuts a stream of bytes into lines. A line is decoded only when it is complete, so neither chunk boundaries nor
 * characters split between chunks matter, and a long line costs no repeated copying.
 */
export class LineSplitter {
  private pending: Buffer[] = []

  /** The lines that this chunk completes, without their newlines. */
  push(chunk: Buffer): string[] {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.pending.push(chunk.subarray(start, end))
      lines.push(Buffer.concat(this.pending).toString('utf8'))
      this.pending = []
      start = end + 1
    }
    if (start < chunk.length) this.pending.push(chunk.subarray(start))
    return lines
  }
}
