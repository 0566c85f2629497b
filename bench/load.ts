import { once } from 'node:events'
import { Agent, request as sendHttp, type IncomingMessage } from 'node:http'

export interface Load {
  port: number
  path: string
  headers: Record<string, string>
  connections: number
  seconds: number
}

export interface LoadFigures {
  pages: number
  pagesPerSecond: number
  /** From the request to the head of its answer, for each page. */
  firstByteMs: number[]
}

/** Asks for one page on so many connections at once, each time as soon as the last answer is complete. */
export async function applyLoad({ port, path, headers, connections, seconds }: Load): Promise<LoadFigures> {
  const firstByteMs: number[] = []
  const startedMs = performance.now()
  const endMs = startedMs + seconds * 1000
  const visit = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (performance.now() < endMs) {
      const askedMs = performance.now()
      const request = sendHttp({ agent, host: '127.0.0.1', port, path, headers })
      request.end()
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      firstByteMs.push(performance.now() - askedMs)
      if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}.`)
      response.resume()
      await once(response, 'end')
    }
    agent.destroy()
  }
  await Promise.all(Array.from({ length: connections }, visit))
  const pages = firstByteMs.length
  return { pages, pagesPerSecond: pages / ((performance.now() - startedMs) / 1000), firstByteMs }
}
