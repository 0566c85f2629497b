import { deleteObject } from '#lib/kube/verbs.ts'
import { openBenchSession } from './bench-sessions.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { countBare, countOurs, FLOOD, measureGrowth, startFlood } from './logs-flood.ts'
import { measureFloodPage } from './logs-page.ts'
import { scale } from './scale.ts'
import { getNamespace, type WorkloadsRun } from './workloads-visit.ts'

const ROUNDS = 3
const SECONDS = scale(60)
const WARM_SECONDS = 3
const MIB = 1024 * 1024

/** A pod that writes as fast as it can, followed through the portal and by kubectl, in turns, and then in a browser. */
export async function measureLogs(run: WorkloadsRun, kubeconfig: string, index: number): Promise<Figure[]> {
  const { client, portal } = run
  const namespace = getNamespace(index)
  const pod = await startFlood(client, index)
  const session = await openBenchSession(client, { portal, index })
  const seconds = SECONDS / ROUNDS
  // The first one also pays for what is made once.
  await countOurs(portal, { session, index, seconds: WARM_SECONDS })
  const ratios: number[] = []
  const growths: number[] = []
  let skippedShare = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await countBare({ kubeconfig, namespace, pod, seconds })
    const { result, growthBytes } = await measureGrowth(portal, () => countOurs(portal, { session, index, seconds }))
    const all = result.shown + result.skipped
    ratios.push(all / bare)
    growths.push(growthBytes)
    skippedShare = result.skipped / all
  }
  const page = await measureGrowth(portal, () => measureFloodPage(run, { session, index, seconds: SECONDS }))
  await deleteObject(client, { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: FLOOD.name })
  const target = '<= 30'
  return [
    buildFigure('lines of a flood, shown and skipped', getQuantile(ratios), 'of kubectl logs -f', { target: '>= 0.8' }),
    buildFigure('lines of a flood, skipped', skippedShare * 100, '%'),
    buildFigure('memory of the portal while it is read', Math.max(...growths) / MIB, 'MiB more', { target }),
    buildFigure('memory of the portal while a page shows it', page.growthBytes / MIB, 'MiB more', { target }),
    buildFigure('page with the flood, slowest interaction', page.result, 'ms', { target: '<= 200' }),
  ]
}
