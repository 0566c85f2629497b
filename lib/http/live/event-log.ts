interface Entry {
  position: number
  channel: string
  chunk: Uint8Array
}

const MAX_ENTRIES = 4096
const MAX_BYTES = 2 * 1024 * 1024

/**
 * The latest events of all channels, bounded, in the order they happened; and for each channel, whether what happened
 * after a position is still in here completely.
 */
export class EventLog {
  private entries: Entry[] = []
  private sizeBytes = 0
  private position = 0
  /** The newest change of each channel, recorded or not. */
  private readonly changedAt = new Map<string, number>()
  /** Only channels that somebody looks at are recorded; everything after this position is in here. */
  private readonly recordedSince = new Map<string, number>()
  private readonly limits: { maxEntries: number; maxBytes: number }

  constructor(limits: { maxEntries: number; maxBytes: number } = { maxEntries: MAX_ENTRIES, maxBytes: MAX_BYTES }) {
    this.limits = limits
  }

  getPosition(): number {
    return this.position
  }

  isRecorded(channel: string): boolean {
    return this.recordedSince.has(channel)
  }

  startRecording(channel: string): void {
    if (!this.isRecorded(channel)) this.recordedSince.set(channel, this.position)
  }

  stopRecording(channel: string): void {
    this.recordedSince.delete(channel)
  }

  /** Something changed; returns the position of it. */
  mark(channel: string): number {
    this.position += 1
    this.changedAt.set(channel, this.position)
    return this.position
  }

  /** Keeps what was sent for a marked change. */
  record(entry: Entry): void {
    this.entries.push(entry)
    this.sizeBytes += entry.chunk.byteLength
    let dropped = 0
    while (this.entries.length - dropped > this.limits.maxEntries || this.sizeBytes > this.limits.maxBytes) {
      const oldest = this.entries[dropped]
      if (!oldest) break
      dropped += 1
      this.sizeBytes -= oldest.chunk.byteLength
      if (this.isRecorded(oldest.channel)) this.recordedSince.set(oldest.channel, oldest.position)
    }
    if (dropped > 0) this.entries.splice(0, dropped)
  }

  /** True when nothing of the channel that happened after the position is lost. */
  isComplete(channel: string, after: number): boolean {
    if (after > this.position) return false
    if ((this.changedAt.get(channel) ?? 0) <= after) return true
    return after >= (this.recordedSince.get(channel) ?? Infinity)
  }

  list(channels: ReadonlySet<string>, after: number): Uint8Array[] {
    return this.entries
      .filter((entry) => entry.position > after && channels.has(entry.channel))
      .map((entry) => entry.chunk)
  }
}
