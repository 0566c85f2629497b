import { once } from 'node:events'
import { Agent, request as sendHttp, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchSession } from './bench-sessions.ts'
import { inParallel } from './in-parallel.ts'
import type { BenchPortal } from './portal-process.ts'

export interface Streams {
  count: number
  /** Milliseconds since 1970 at which each stream told of what holds this text; throws when one does not in time. */
  waitFor(text: string): { arrivals: Promise<number[]> }
  close(): void
}

const OPENED_AT_ONCE = 20
const ARRIVAL_TIMEOUT_MS = 10_000

/** Opens event streams, `each` of them for every session. */
export async function openStreams(
  portal: BenchPortal,
  { sessions, each, path }: { sessions: readonly BenchSession[]; each: number; path: string },
): Promise<Streams> {
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity })
  let onText: (text: string) => void = () => undefined
  const open = async ({ cookieName, cookieValue }: BenchSession): Promise<IncomingMessage> => {
    const headers = { host: new URL(portal.url).host, cookie: `${cookieName}=${cookieValue}` }
    const request = sendHttp({ agent, host: '127.0.0.1', port: portal.port, path, headers })
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    if (response.statusCode !== 200) throw new Error(`A stream was answered with ${response.statusCode}.`)
    response.setEncoding('utf8').on('data', (chunk: string) => onText(chunk))
    // An end that was not asked for shows when the next event does not arrive.
    response.on('error', () => undefined)
    return response
  }
  const wanted = sessions.flatMap((session) => Array.from({ length: each }, () => session))
  const responses = await inParallel(wanted, { limit: OPENED_AT_ONCE, work: open })
  return {
    count: responses.length,
    waitFor(text) {
      const times: number[] = []
      const { promise, resolve } = Promise.withResolvers<void>()
      onText = (chunk) => {
        if (!chunk.includes(text)) return
        times.push(Date.now())
        if (times.length === responses.length) resolve()
      }
      const arrivals = Promise.race([promise, sleep(ARRIVAL_TIMEOUT_MS)]).then(() => {
        if (times.length >= responses.length) return times
        throw new Error(`${times.length} of ${responses.length} streams told of a change within 10 s.`)
      })
      return { arrivals }
    },
    close: () => {
      for (const response of responses) response.destroy()
    },
  }
}
