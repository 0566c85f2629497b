import { encodeEvent } from './event-text.ts'
import type { EndReason } from './event-text.ts'
import type { StreamSink } from './stream-sink.ts'

export interface LiveStreamOptions {
  /** The events that tell a reader who fell behind to read everything again. */
  listResync: () => Uint8Array[]
  onLag: () => void
  /** Once, however the stream ends. */
  onClose: () => void
}

/** One browser's stream: when its reader is too slow it drops everything, and says so, rather than grow or wait. */
export class LiveStream {
  private readonly sink: StreamSink
  private readonly options: LiveStreamOptions
  private isOpen = true
  private laggingSince: number | null = null

  constructor(sink: StreamSink, options: LiveStreamOptions) {
    this.sink = sink
    this.options = options
    sink.connect({ onRoom: () => this.catchUp(), onClose: () => this.finish() })
  }

  /** How long the reader has been too slow; 0 when it is not. */
  lagMs(now: number): number {
    return this.laggingSince === null ? 0 : now - this.laggingSince
  }

  send(chunk: Uint8Array): void {
    if (!this.isOpen || this.laggingSince !== null) return
    if (this.sink.isFull) {
      this.laggingSince = performance.now()
      this.options.onLag()
      return
    }
    this.sink.write(chunk)
  }

  end(reason: EndReason): void {
    if (!this.isOpen) return
    // The last event goes out even when the buffer is full; it is short.
    this.sink.write(encodeEvent('end', { reason }))
    this.sink.end()
    this.finish()
  }

  private catchUp(): void {
    if (this.laggingSince === null || !this.isOpen) return
    this.laggingSince = null
    for (const chunk of this.options.listResync()) this.sink.write(chunk)
  }

  private finish(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.options.onClose()
  }
}
