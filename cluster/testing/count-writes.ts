import { onKubeRequest } from '#lib/kube/portal-client.ts'

/** How much this process changes in the cluster meanwhile. */
export async function countWrites(work: () => Promise<unknown>): Promise<number> {
  let writes = 0
  const stop = onKubeRequest(({ verb, resource }) => {
    // What happened before is written down in a ConfigMap meanwhile.
    if (resource !== 'configmaps' && !['get', 'list', 'watch'].includes(verb)) writes += 1
  })
  await work().finally(stop)
  return writes
}
