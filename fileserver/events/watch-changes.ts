import { once } from 'node:events'
import { eventsQuerySchema } from '#lib/files/protocol/requests.ts'
import type { Call } from '../call.ts'
import { FileError } from '../file-error.ts'
import { parseQuery } from '../input.ts'
import { FolderWatches } from './folder-watch.ts'

const HEARTBEAT_MS = 15_000
const STREAMS_MAX = 100
const BUFFERED_MAX = 256 * 1024

const watches = new FolderWatches()
let streams = 0

/**
 * Server-sent events of some folders. Unlike a download it ends when its token does: whoever may still look comes again
 * with a new one.
 */
export async function watchChanges(call: Call): Promise<void> {
  const { path: paths } = parseQuery(call, eventsQuerySchema)
  if (streams >= STREAMS_MAX) throw new FileError('TOO_MANY')
  const { response } = call
  const stops: (() => Promise<void>)[] = []
  streams += 1
  try {
    for (const path of new Set(paths)) {
      const tell = (names: string[]) => send(`event: change\ndata: ${JSON.stringify({ folder: path, names })}\n\n`)
      stops.push(await watches.listen(call.server.root, path, tell))
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    response.write(': watching\n\n')
    const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS)
    const leftMs = (call.claims?.exp ?? 0) * 1000 - Date.now()
    const expiry = setTimeout(() => response.end(), Math.max(0, leftMs))
    try {
      if (!response.closed) await once(response, 'close')
    } finally {
      clearInterval(heartbeat)
      clearTimeout(expiry)
    }
  } finally {
    streams -= 1
    for (const stop of stops) await stop()
  }

  function send(text: string): void {
    if (!response.headersSent || response.writableEnded) return
    // Somebody who does not read is cut off and reads the folders anew.
    if (response.writableLength > BUFFERED_MAX) response.destroy()
    else response.write(text)
  }
}
