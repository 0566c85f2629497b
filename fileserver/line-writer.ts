import { once } from 'node:events'
import type { Call } from './call.ts'

/** An answer that comes line by line (application/x-ndjson), as things happen. */
export class LineWriter {
  readonly #call: Call

  constructor(call: Call) {
    this.#call = call
    call.response.writeHead(200, {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    call.response.flushHeaders()
  }

  /** Waits for a slow reader; throws when the reader is gone. */
  async write(line: unknown): Promise<void> {
    this.#call.signal.throwIfAborted()
    if (!this.#call.response.write(`${JSON.stringify(line)}\n`)) {
      await once(this.#call.response, 'drain', { signal: this.#call.signal })
    }
  }

  end(): void {
    this.#call.response.end()
  }
}
