import { setTimeout as sleep } from 'node:timers/promises'
import { withBenchCluster } from './bench-cluster.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { createSpaces } from './many-spaces.ts'
import { buildBenchPortal } from './portal-build.ts'
import { startPortal } from './portal-process.ts'
import { getIssuer } from '#cluster/identity/addresses.ts'
import { scale } from './scale.ts'

const SPACES = scale(1000)
const VOLUMES = 5
const PODS = 10
const STARTS = 5
const SETTLE_MS = 30_000
const MEGABYTE = 1e6

/** The portal's memory and its start in a cluster with many spaces, all of which it keeps. */
export async function measure(): Promise<Figure[]> {
  await buildBenchPortal()
  return withBenchCluster(async (cluster) => {
    const { client, layout } = cluster
    await createSpaces(client, { issuer: getIssuer(layout), spaces: SPACES, volumes: VOLUMES, pods: PODS })
    const starts: number[] = []
    for (let index = 1; index < STARTS; index += 1) {
      const portal = await startPortal(cluster)
      starts.push(portal.startSeconds)
      await portal.stop()
    }
    const portal = await startPortal(cluster)
    try {
      starts.push(portal.startSeconds)
      await sleep(SETTLE_MS)
      const objects = await portal.readMetric('moorage_cache_objects')
      const known = await portal.readMetric('moorage_cache_objects', (labels) => labels === 'kind="namespaces"')
      if (known < SPACES) throw new Error(`The portal knows ${known} of ${SPACES} spaces.`)
      const { residentBytes, peakBytes } = await portal.readMemory()
      return [
        buildFigure('objects in the cache', objects, 'objects'),
        buildFigure('resident memory, settled', residentBytes / MEGABYTE, 'MB', { target: '<= 300' }),
        buildFigure('resident memory, most since the start', peakBytes / MEGABYTE, 'MB', { target: '<= 450' }),
        buildFigure('start to ready, median', getQuantile(starts), 's', { target: '<= 3' }),
        buildFigure('start to ready, slowest', Math.max(...starts), 's'),
      ]
    } finally {
      await portal.stop()
    }
  })
}
