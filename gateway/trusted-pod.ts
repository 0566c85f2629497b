import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { FILE_SERVER_LABEL, isManagedObject } from '#lib/spaces/objects-marks.ts'

export interface PodName {
  namespace: string
  pod: string
  podUid: string
}

/** The pod of a workload that the portal meant, and not another one of its name; null when there is none. */
export async function findTrustedPod(
  client: KubeClient,
  { namespace, pod, podUid }: PodName,
): Promise<KubeObject | null> {
  const found = await getObject(client, { apiVersion: 'v1', kind: 'Pod', namespace, name: pod })
  const isFileServer = found?.metadata.labels?.[FILE_SERVER_LABEL] !== undefined
  return found?.metadata.uid === podUid && isManagedObject(found) && !isFileServer ? found : null
}
