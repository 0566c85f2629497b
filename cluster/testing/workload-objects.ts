import type { KubeObject } from '#lib/kube/object.ts'
import { getObject, listObjects } from '#lib/kube/verbs.ts'
import { client } from './cluster-under-test.ts'

/** Everything that belongs to a workload, by the cluster's own word for it. */
const KINDS: Record<string, string> = {
  Deployment: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  Service: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  Pod: 'v1',
}

interface Place {
  namespace: string
}

/** What there is of a workload, as "Kind/name"; asked as an administrator. */
export async function listOfWorkload({ namespace }: Place, name: string): Promise<string[]> {
  const labelSelector = `moorage.dev/workload=${name}`
  const lists = await Promise.all(
    Object.entries(KINDS).map(async ([kind, apiVersion]) => {
      const found = await listObjects(client, { apiVersion, kind, namespace, labelSelector })
      return found.map(({ metadata }) => `${kind}/${metadata.name}`)
    }),
  )
  return lists.flat()
}

/** The same without what its controller makes anew. */
export async function listMadeForWorkload(place: Place, name: string): Promise<string[]> {
  return (await listOfWorkload(place, name)).filter((one) => !one.startsWith('Pod/'))
}

export function getOfKind({ namespace }: Place, kind: string, name: string): Promise<KubeObject | null> {
  return getObject(client, { apiVersion: KINDS[kind] ?? '', kind, namespace, name })
}
