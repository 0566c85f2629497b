import { createObject, deleteObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'

/** A second machine of which only the object is there: it says once that it is ready, and is never heard of again. */
export const QUIET_NODE = 'recording-quiet'
export const QUIET_KIND = { 'moorage.dev/recording': 'quiet' }
/** Nobody else's pods are to wait for it. */
export const OFF_LIMITS = { key: 'moorage.dev/recording', value: 'quiet', effect: 'NoSchedule' }

const QUIET_REF = { apiVersion: 'v1', kind: 'Node', name: QUIET_NODE }
const AMOUNTS = { cpu: '4', memory: '8Gi', 'ephemeral-storage': '20Gi', pods: '20' }

export async function addQuietNode(): Promise<void> {
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: QUIET_NODE,
      labels: { ...QUIET_KIND, 'kubernetes.io/hostname': QUIET_NODE, 'kubernetes.io/os': 'linux' },
    },
    spec: { taints: [OFF_LIMITS] },
  })
  const now = new Date().toISOString()
  // As its kubelet would say it.
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
  const conditions = [{ ...ready, lastHeartbeatTime: now, lastTransitionTime: now }]
  const status = { capacity: AMOUNTS, allocatable: AMOUNTS, conditions }
  await patchObject(client, QUIET_REF, { subresource: 'status', patch: { status } })
}

/** With its pods, which nobody else ends, as there is no kubelet. */
export async function removeQuietNode(): Promise<void> {
  await deleteObject(client, QUIET_REF)
  const fieldSelector = `spec.nodeName=${QUIET_NODE}`
  for (const { metadata } of await listObjects(client, { apiVersion: 'v1', kind: 'Pod', fieldSelector })) {
    const { namespace, name } = metadata
    await deleteObject(client, { apiVersion: 'v1', kind: 'Pod', namespace, name }, { gracePeriodSeconds: 0 })
  }
}
