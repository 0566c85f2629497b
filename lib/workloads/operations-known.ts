import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { isManagedObject, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { getFilesName, getSecretName } from './objects-config.ts'
import { getWebPolicyName } from './objects-network.ts'

/** What was launched together with a workload, as it is in the cluster now; null for what it does not have. */
export interface LaunchedTogether {
  files: KubeObject | null
  secret: KubeObject | null
  service: KubeObject | null
  webPolicy: KubeObject | null
}

export async function readLaunchedTogether(workload: KubeObject): Promise<LaunchedTogether> {
  const { namespace, name, labels } = workload.metadata
  const read = async (apiVersion: string, kind: string, object: string) => {
    const found = await getObject(getKubeClient(), { apiVersion, kind, namespace, name: object })
    const launch = labels?.[LAUNCH_LABEL]
    // One of this name that belongs to something else is none of it.
    const isOfLaunch =
      found && isManagedObject(found) && launch !== undefined && found.metadata.labels?.[LAUNCH_LABEL] === launch
    return isOfLaunch ? found : null
  }
  const [files, secret, service, webPolicy] = await Promise.all([
    read('v1', 'ConfigMap', getFilesName(name)),
    read('v1', 'Secret', getSecretName(name)),
    read('v1', 'Service', name),
    read('networking.k8s.io/v1', 'NetworkPolicy', getWebPolicyName(name)),
  ])
  return { files, secret, service, webPolicy }
}

/** The small files of a workload; null: it has none. */
export function readTexts({ files }: Pick<LaunchedTogether, 'files'>): Record<string, string> | null {
  return files && readData(files)
}

/** Of a ConfigMap, or of a Secret in base64. */
export function readData({ data }: KubeObject): Record<string, string> {
  const entries = typeof data === 'object' && data !== null ? Object.entries(data) : []
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
