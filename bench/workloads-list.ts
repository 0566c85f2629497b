import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { openBenchSession } from './bench-sessions.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { inParallel } from './in-parallel.ts'
import { openWatchingPage } from './live-page.ts'
import { applyLoad } from './load.ts'
import { scale } from './scale.ts'
import { buildFields, buildObjects, getNamespace, getSpace, type WorkloadsRun } from './workloads-visit.ts'

const WORKLOADS = scale(500)
const SECONDS = scale(15)
const AT_ONCE = 8
const PODS_TIMEOUT_MS = 300_000
const TYPED = 'web-1'
const ROUNDS = 4

/** Five hundred services in one space, each with a pod that waits. */
export async function measureList({ client, portal, browser }: WorkloadsRun, index: number): Promise<Figure[]> {
  const namespace = getNamespace(index)
  await removeQuotas(client, namespace)
  await inParallel(Array.from({ length: WORKLOADS }), {
    limit: AT_ONCE,
    work: (_, number) => createObject(client, buildWaiting(index, number)),
  })
  await waitForPods(client, namespace)
  const session = await openBenchSession(client, { portal, index })
  const headers = { host: new URL(portal.url).host, cookie: `${session.cookieName}=${session.cookieValue}` }
  const measurePath = async (path: string) => {
    await applyLoad({ port: portal.port, path, headers, connections: 1, seconds: SECONDS / 3 })
    const { firstByteMs } = await applyLoad({ port: portal.port, path, headers, connections: 1, seconds: SECONDS })
    return firstByteMs
  }
  const api = await measurePath(routes.api.workloads(getSpace(index)))
  const html = await measurePath(routes.workloads(getSpace(index)))
  const page = await openWatchingPage(browser, { portal, session, path: routes.workloads(getSpace(index)) })
  const keys = await measureKeystrokes(page)
  await page.context().close()
  return [
    buildFigure(`list of ${WORKLOADS} as JSON: first byte, p95`, getQuantile(api, 0.95), 'ms'),
    buildFigure(`list of ${WORKLOADS} as a page: first byte, median`, getQuantile(html), 'ms'),
    buildFigure(`list of ${WORKLOADS} as a page: first byte, p95`, getQuantile(html, 0.95), 'ms', { target: '<= 60' }),
    buildFigure('a key in the filter to the next picture, p95', getQuantile(keys, 0.95), 'ms', { target: '<= 50' }),
  ]
}

/** The quota of a space is not for five hundred; how it is counted is another benchmark's. */
async function removeQuotas(client: KubeClient, namespace: string): Promise<void> {
  for (const { metadata } of await listObjects(client, { apiVersion: 'v1', kind: 'ResourceQuota', namespace })) {
    await deleteObject(client, { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: metadata.name })
  }
}

/** No scheduler looks at its pod, so that the machine has nothing to run. */
function buildWaiting(index: number, number: number): KubeObject {
  const fields = buildFields(index, { name: `web-${number}`, environment: [], files: [] })
  const { workload } = buildObjects(index, fields)
  const spec = workload['spec'] as { template: { spec: object } }
  const template = {
    ...spec.template,
    spec: { ...spec.template.spec, schedulingGates: [{ name: 'moorage.dev/bench' }] },
  }
  return { ...workload, spec: { ...spec, template } }
}

async function waitForPods(client: KubeClient, namespace: string): Promise<void> {
  const deadline = Date.now() + PODS_TIMEOUT_MS
  while (Date.now() < deadline) {
    const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace })
    if (pods.length >= WORKLOADS) return
    await sleep(1000)
  }
  throw new Error(`The cluster did not make ${WORKLOADS} pods in time.`)
}

type TimedWindow = Window & typeof globalThis & { paintedMs: number[] }

async function measureKeystrokes(page: Page): Promise<number[]> {
  const box = page.getByRole('searchbox').first()
  await box.waitFor()
  await page.evaluate(watchKeys)
  for (let round = 0; round < ROUNDS; round += 1) {
    await box.pressSequentially(TYPED, { delay: 150 })
    for (let left = TYPED.length; left > 0; left -= 1) await box.press('Backspace', { delay: 150 })
  }
  return page.evaluate(() => (window as TimedWindow).paintedMs)
}

/** Runs in the page: from a key to the frame that shows what came of it. */
function watchKeys(): void {
  const paintedMs: number[] = []
  ;(window as TimedWindow).paintedMs = paintedMs
  document.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => setTimeout(() => paintedMs.push(performance.now() - timeStamp)))
    },
    { capture: true },
  )
}
