import { z } from 'zod'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { listObjects } from '#lib/kube/verbs.ts'

const state = z.object({
  waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  terminated: z.object({ message: z.string().default('') }).optional(),
})

const pod = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.object({
    conditions: z.array(z.object({ status: z.string(), message: z.string().default('') })).default([]),
    containerStatuses: z.array(z.object({ ready: z.boolean(), state, lastState: state })).default([]),
  }),
})

const IMAGE_REASONS = ['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName']

interface Place {
  namespace: string
  /** Of the Deployment; its pods' names begin with it. */
  name: string
}

/** Why a Deployment of the demo is not ready, with what its pods said last. */
export async function explainPods(client: KubeClient, place: Place): Promise<string> {
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: place.namespace })
  return toExplanation(pods, place)
}

export function toExplanation(objects: readonly KubeObject[], { namespace, name }: Place): string {
  const pods = objects.map((object) => pod.parse(object)).filter((one) => one.metadata.name.startsWith(`${name}-`))
  // After a change the old pod still serves, and the new one is what is waited for.
  const late = pods.find(({ status }) => status.containerStatuses.some(({ ready }) => !ready)) ?? pods[0]
  if (!late) return `${name} has no pod. See kubectl -n ${namespace} describe replicasets.`
  const container = late.status.containerStatuses[0]
  const waiting = container?.state.waiting
  if (waiting && IMAGE_REASONS.includes(waiting.reason)) {
    return `The nodes do not have the image of ${name} and cannot fetch it: load it there, or push it to a registry and name that with --image PREFIX. ${waiting.message}`.trim()
  }
  const said = container?.state.terminated?.message || container?.lastState.terminated?.message
  if (said) return `${name} does not start. It said:\n${said.trim()}`
  const blocked = late.status.conditions.find(({ status, message }) => status === 'False' && message !== '')
  const reason = blocked?.message || waiting?.message || 'its pod does not say why'
  return `${name} is not ready: ${reason}. See kubectl -n ${namespace} describe pods, and kubectl -n ${namespace} logs deploy/${name}.`
}
