import { getKubeClient } from '#lib/kube/portal-client.ts'
import type { ContainerUsage } from './objects-containers.ts'
import { parsePodMetrics } from './objects-metrics.ts'

/** What metrics.k8s.io says of the containers in these namespaces; it knows nothing of volumes. */
export async function readContainerMetrics(namespaces: readonly string[]): Promise<ContainerUsage[]> {
  const usages: ContainerUsage[] = []
  for (const namespace of namespaces) {
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`
    usages.push(...parsePodMetrics(await getKubeClient().request({ path })))
  }
  return usages
}
