import { setTimeout as sleep } from 'node:timers/promises'
import { getIssuer } from '#cluster/identity/addresses.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { ObjectRef } from '#lib/kube/object.ts'
import { patchObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { TITLE_ANNOTATION } from '#lib/spaces/objects-marks.ts'
import { withBenchCluster } from './bench-cluster.ts'
import { openBenchSession } from './bench-sessions.ts'
import { startChromium } from './chromium.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { inParallel } from './in-parallel.ts'
import { createGroup, GROUP_SPACE } from './live-group.ts'
import { getSeenAt, openWatchingPage } from './live-page.ts'
import { openStreams, type Streams } from './live-streams.ts'
import { createSpaces } from './many-spaces.ts'
import { buildBenchPortal } from './portal-build.ts'
import { startPortal, type BenchPortal } from './portal-process.ts'
import { scale } from './scale.ts'

/** One person may have 20 streams; the last one is for somebody who looks at the page. */
const STREAMS_EACH = 20
const PEOPLE = scale(1000 / STREAMS_EACH)
const CHANGES = scale(50)
const PAUSE_MS = 400
const SETTLE_MS = 5000
const KIBIBYTE = 1024

/** Changes of one volume of a group, all of whose members have their streams open, one of them in a browser. */
export async function measure(): Promise<Figure[]> {
  await buildBenchPortal()
  const browser = await startChromium()
  try {
    return await withBenchCluster(async (cluster) => {
      const { client, layout } = cluster
      await createSpaces(client, { issuer: getIssuer(layout), spaces: PEOPLE + 1, volumes: 1, pods: 0 })
      const portal = await startPortal(cluster)
      try {
        const people = Array.from({ length: PEOPLE + 1 }, (_, index) => index)
        const open = () =>
          inParallel(people, { limit: 8, work: (index) => openBenchSession(client, { portal, index }) })
        const volume = await createGroup(client, await open())
        const sessions = await open()
        const [reader, ...others] = sessions
        if (!reader) throw new Error('Nobody is there.')
        const options = { sessions: others, path: routes.api.events({ spaces: [GROUP_SPACE] }) }
        // The first streams and changes also pay for what is made once.
        const few = await openStreams(portal, { ...options, each: 1 })
        await change({ client, volume, streams: few, text: 'change-first-end' })
        few.close()
        const before = await readUsedMemory(portal)
        const streams = await openStreams(portal, { ...options, each: STREAMS_EACH })
        const after = await readUsedMemory(portal)
        const toEach = (bytes: number) => bytes / KIBIBYTE / streams.count
        // The last to be told.
        const page = await openWatchingPage(browser, { portal, session: reader })
        const run = { client, volume, portal, streams }
        const figures = await measureChanges(run, (text) => getSeenAt(page, text))
        streams.close()
        return [
          ...figures,
          buildFigure('memory per stream, resident', toEach(after.residentBytes - before.residentBytes), 'KiB', {
            target: '<= 96',
          }),
          buildFigure('memory per stream, in use by JavaScript', toEach(after.usedBytes - before.usedBytes), 'KiB', {
            target: '<= 96',
          }),
          buildFigure('streams open', streams.count, 'streams'),
        ]
      } finally {
        await portal.stop()
      }
    })
  } finally {
    await browser.close()
  }
}

/** Pages that were freed may stay with the process, so that new streams find room in them: what is in use tells more. */
async function readUsedMemory(portal: BenchPortal): Promise<{ residentBytes: number; usedBytes: number }> {
  await sleep(SETTLE_MS)
  await portal.collectGarbage()
  await sleep(SETTLE_MS)
  const { residentBytes } = await portal.readMemory()
  const heap = await portal.readMetric('moorage_nodejs_heap_size_used_bytes')
  return { residentBytes, usedBytes: heap + (await portal.readMetric('moorage_nodejs_external_memory_bytes')) }
}

interface Change {
  client: KubeClient
  volume: ObjectRef
  streams: Streams
  text: string
}

/** Renames the volume as kubectl would; resolves with the moment before and the arrivals at all streams. */
async function change({ client, volume, streams, text }: Change): Promise<{ beganAt: number; arrivals: number[] }> {
  const { arrivals } = streams.waitFor(text)
  const beganAt = Date.now()
  const [times] = await Promise.all([
    arrivals,
    patchObject(client, volume, { patch: { metadata: { annotations: { [TITLE_ANNOTATION]: text } } } }),
  ])
  return { beganAt, arrivals: times }
}

async function measureChanges(
  { portal, ...rest }: Omit<Change, 'text'> & { portal: BenchPortal },
  getShownAt: (text: string) => Promise<number>,
): Promise<Figure[]> {
  const readCpu = () => portal.readMetric('moorage_process_cpu_seconds_total')
  const idleFrom = await readCpu()
  await sleep(CHANGES * PAUSE_MS)
  const idleSeconds = (await readCpu()) - idleFrom
  const shown: number[] = []
  const all: number[] = []
  const last: number[] = []
  const busyFrom = await readCpu()
  for (let index = 0; index < CHANGES; index += 1) {
    const text = `change-${index}-end`
    const pause = sleep(PAUSE_MS)
    const { beganAt, arrivals } = await change({ ...rest, text })
    all.push(...arrivals.map((at) => at - beganAt))
    last.push(Math.max(...arrivals) - beganAt)
    shown.push((await getShownAt(text)) - beganAt)
    await pause
  }
  const busySeconds = (await readCpu()) - busyFrom
  return [
    buildFigure('change in the cluster to the document, median', getQuantile(shown), 'ms'),
    buildFigure('change in the cluster to the document, p95', getQuantile(shown, 0.95), 'ms', { target: '<= 250' }),
    buildFigure('change in the cluster to a stream, p95', getQuantile(all, 0.95), 'ms'),
    buildFigure('change in the cluster to the last of all streams, p95', getQuantile(last, 0.95), 'ms'),
    buildFigure('CPU per broadcast', ((busySeconds - idleSeconds) / CHANGES) * 1000, 'ms'),
  ]
}
