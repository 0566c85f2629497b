import type { ServerResponse } from 'node:http'

/** Where a stream's bytes go. It keeps what the reader has not taken yet, and says when that is enough. */
export interface StreamSink {
  readonly isFull: boolean
  write(chunk: Uint8Array): void
  /** After what was written; nothing may be written any more. */
  end(): void
  /** Without an end, so that the reader knows that something is missing. */
  abort(): void
  /** Once, before anything is written. `onRoom`: no longer full; `onClose`: the reader is gone. */
  connect(listeners: { onRoom: () => void; onClose: () => void }): void
}

// What one reader may leave unread. Chunks are shared between streams, so most of it costs only once.
const BUFFER_BYTES = 32 * 1024

/** The body of a Response, as route handlers return one. */
export function createBodySink(): { sink: StreamSink; body: ReadableStream<Uint8Array> } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let listeners: Parameters<StreamSink['connect']>[0] | undefined
  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given
      },
      pull: () => listeners?.onRoom(),
      cancel: () => listeners?.onClose(),
    },
    { highWaterMark: BUFFER_BYTES, size: (chunk) => chunk.byteLength },
  )
  const sink: StreamSink = {
    get isFull() {
      return (controller?.desiredSize ?? 0) <= 0
    },
    write: (chunk) => controller?.enqueue(chunk),
    end: () => controller?.close(),
    abort: () => controller?.error(new Error('The stream was ended early')),
    connect: (given) => {
      listeners = given
    },
  }
  return { sink, body }
}

/** An answer of Node.js itself, whose head is written already. Its buffer holds 64 KiB before it calls itself full. */
export function createResponseSink(response: ServerResponse): StreamSink {
  return {
    get isFull() {
      return response.writableNeedDrain
    },
    write: (chunk) => void response.write(chunk),
    end: () => void response.end(),
    abort: () => void response.destroy(),
    connect: ({ onRoom, onClose }) => {
      response.on('drain', onRoom)
      response.once('close', onClose)
    },
  }
}
