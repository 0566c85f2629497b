import { getClusterLayout, type ClusterLayout } from '#cluster/layout.ts'
import { createProgress } from '#cluster/progress.ts'
import { stopCluster } from '#cluster/commands/down.ts'
import { startCluster } from '#cluster/commands/up.ts'
import { applyRights } from '#cluster/demo/rights.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { createKubeClient, type KubeClient } from '#lib/kube/client.ts'

export interface BenchCluster {
  layout: ClusterLayout
  /** Its administrator. */
  client: KubeClient
}

/** Keeps the cluster and the build, for the next run while a benchmark is being written. */
export const isKept = process.env['MOORAGE_BENCH_KEEP'] === 'true'

export const progress = createProgress(process.stderr)

/** Measures in a local cluster of its own, with the portal's rights in it; the cluster goes when the work is done. */
export async function withBenchCluster<T>(work: (cluster: BenchCluster) => Promise<T>): Promise<T> {
  const layout = getClusterLayout('bench')
  if (!isKept) await stopCluster(layout, { isDelete: true, progress })
  try {
    await startCluster(layout, progress, new AbortController().signal)
    const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
    await applyRights(client, { fileServerImages: [IMAGE_NAMES.fileServer], serviceTypes: [], hosts: [] })
    return await work({ layout, client })
  } finally {
    if (!isKept) await stopCluster(layout, { isDelete: true, progress })
  }
}
