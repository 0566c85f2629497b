import { setTimeout as sleep } from 'node:timers/promises'
import { createObject, patchObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { openBenchSession } from './bench-sessions.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { getSeenAt, openWatchingPage } from './live-page.ts'
import { openStreams } from './live-streams.ts'
import { scale } from './scale.ts'
import { buildFields, buildObjects, getNamespace, getSpace, type WorkloadsRun } from './workloads-visit.ts'

const CHANGES = scale(50)
const PAUSE_MS = 300

/** A workload that somebody changes in the cluster, until the list in a browser says so. */
export async function measureChanges({ client, portal, browser }: WorkloadsRun, index: number): Promise<Figure[]> {
  const { workload } = buildObjects(
    index,
    buildFields(index, { name: 'changing', replicas: 0, environment: [], files: [] }),
  )
  await createObject(client, workload)
  const session = await openBenchSession(client, { portal, index })
  const path = routes.workloads(getSpace(index))
  const page = await openWatchingPage(browser, { portal, session, path })
  const streams = await openStreams(portal, {
    sessions: [session],
    each: 1,
    path: routes.api.events({ spaces: [getSpace(index)] }),
  })
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: getNamespace(index), name: 'changing' }
  const told: number[] = []
  const seen: number[] = []
  for (let turn = 0; turn <= CHANGES; turn += 1) {
    const text = `change-${turn}-end`
    const patch = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: `bench/${text}:1` }]
    const { arrivals } = streams.waitFor(text)
    const beganAt = Date.now()
    const [[arrivedAt = NaN]] = await Promise.all([arrivals, patchObject(client, ref, { patch, type: 'json' })])
    const shownAt = await getSeenAt(page, text)
    // The first one also pays for what is made once.
    if (turn > 0) {
      told.push(arrivedAt - beganAt)
      seen.push(shownAt - beganAt)
    }
    await sleep(PAUSE_MS)
  }
  streams.close()
  await page.context().close()
  return [
    buildFigure('change of a workload to a stream, p95', getQuantile(told, 0.95), 'ms'),
    buildFigure('change of a workload to the document, median', getQuantile(seen), 'ms'),
    buildFigure('change of a workload to the document, p95', getQuantile(seen, 0.95), 'ms', { target: '<= 250' }),
  ]
}
