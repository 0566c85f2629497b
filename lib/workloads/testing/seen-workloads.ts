import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { listWorkloads } from '../operations.ts'
import type { Workload } from '../schema.ts'

interface Viewer {
  actor: Actor
  space: SpaceId
}

/** What somebody sees of a space. */
export function listSeen({ actor, space }: Viewer): Workload[] {
  return listWorkloads(authorize(actor, 'workload.read', space))
}

export function waitForWorkload(viewer: Viewer, name: string, isWanted: (one: Workload) => boolean): Promise<Workload> {
  return waitFor(`${name} to be as wanted`, async () =>
    listSeen(viewer).find((one) => one.name === name && isWanted(one)),
  )
}

export function waitForState(viewer: Viewer, name: string, state: string): Promise<Workload> {
  return waitFor(`${name} to be ${state}`, async () =>
    listSeen(viewer).find((one) => one.name === name && one.explanation.state === state),
  )
}

/** The name of a pod that is ready, and not the one that was there before. */
export function waitForReadyPod({ namespace }: { namespace: string }, name: string, before?: string): Promise<string> {
  const labelSelector = `moorage.dev/workload=${name}`
  return waitFor('a pod that is ready', async () => {
    const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector })
    return pods.find((pod) => pod.metadata.name !== before && isReady(pod))?.metadata.name
  })
}

function isReady({ status, metadata }: KubeObject): boolean {
  const { conditions = [] } = status as { conditions?: { type: string; status: string }[] }
  const isUp = conditions.some((one) => one.type === 'Ready' && one.status === 'True')
  return isUp && metadata.deletionTimestamp === undefined
}
