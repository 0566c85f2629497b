import { once } from 'node:events'
import { Agent, request as sendHttp, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { routes } from '#lib/routes.ts'
import type { LaunchPreview } from '#lib/workloads/schema-preview.ts'
import { openBenchSession } from './bench-sessions.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { scale } from './scale.ts'
import { buildFields, getSpace, type WorkloadsRun } from './workloads-visit.ts'

const PREVIEWS = scale(200)

/** Previews one after another, as of somebody who types, each with its dry runs; the name differs each time. */
export async function measurePreflight({ client, portal }: WorkloadsRun, index: number): Promise<Figure[]> {
  const { cookieName, cookieValue } = await openBenchSession(client, { portal, index })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async (): Promise<{ ms: number; preview: LaunchPreview }> => {
    const startedMs = performance.now()
    const request = sendHttp({
      agent,
      host: '127.0.0.1',
      port: portal.port,
      path: routes.api.launchPreview(getSpace(index)),
      method: 'POST',
      headers: {
        host: new URL(portal.url).host,
        origin: portal.url,
        cookie: `${cookieName}=${cookieValue}`,
        'content-type': 'application/json',
      },
    })
    request.end(JSON.stringify({ fields: buildFields(index), editUid: null }))
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const body = await text(response)
    const ms = performance.now() - startedMs
    if (response.statusCode !== 200) throw new Error(`A preview was answered with ${response.statusCode}: ${body}`)
    return { ms, preview: JSON.parse(body) as LaunchPreview }
  }
  const { preview } = await ask()
  if (!preview.isDryRun || preview.findings.length > 0) {
    throw new Error(`A preview that should find nothing found ${JSON.stringify(preview.findings)}.`)
  }
  const times: number[] = []
  for (let turn = 0; turn < PREVIEWS; turn += 1) times.push((await ask()).ms)
  agent.destroy()
  return [
    buildFigure('pre-flight with its dry runs, median', getQuantile(times), 'ms'),
    buildFigure('pre-flight with its dry runs, p95', getQuantile(times, 0.95), 'ms', { target: '<= 150' }),
  ]
}
