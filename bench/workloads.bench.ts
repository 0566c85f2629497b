import { getIssuer } from '#cluster/identity/addresses.ts'
import { withBenchCluster } from './bench-cluster.ts'
import { startChromium } from './chromium.ts'
import type { Figure } from './figure.ts'
import { createSpaces } from './many-spaces.ts'
import { buildBenchPortal } from './portal-build.ts'
import { startPortal } from './portal-process.ts'
import { measureChanges } from './workloads-changes.ts'
import { measureExplain } from './workloads-explain.ts'
import { measureLaunches } from './workloads-launch.ts'
import { measureList } from './workloads-list.ts'
import { measureLogs } from './workloads-logs.ts'
import { measurePreflight } from './workloads-preflight.ts'

/** Of the launches; the spaces after them are for what else is measured. */
const LAUNCH_SPACES = 10

/** Workloads: how soon they run beside the bare objects, how soon a change is seen, and what the pages cost. */
export async function measure(): Promise<Figure[]> {
  await buildBenchPortal()
  const browser = await startChromium()
  try {
    return await withBenchCluster(async (cluster) => {
      const { client, layout } = cluster
      await createSpaces(client, { issuer: getIssuer(layout), spaces: LAUNCH_SPACES + 4, volumes: 1, pods: 0 })
      const portal = await startPortal(cluster)
      try {
        const run = { client, portal, browser }
        return [
          ...measureExplain(),
          ...(await measurePreflight(run, LAUNCH_SPACES)),
          ...(await measureChanges(run, LAUNCH_SPACES + 1)),
          ...(await measureList(run, LAUNCH_SPACES + 2)),
          ...(await measureLaunches(cluster, LAUNCH_SPACES)),
          ...(await measureLogs(run, layout.kubeconfig, LAUNCH_SPACES + 3)),
        ]
      } finally {
        await portal.stop()
      }
    })
  } finally {
    await browser.close()
  }
}
