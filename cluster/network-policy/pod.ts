import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import type { Labels } from './selector.ts'

export interface NamedPort {
  name: string
  protocol: string
  port: number
}

/** As much of a pod as network policies ask about. */
export interface PolicyPod {
  namespace: string
  name: string
  uid: string
  labels: Labels
  /** From the pod's status; null until kubelet has reported it. */
  reportedAddress: string | null
  /** Its containers have all ended for good: its address is free for others. */
  isTerminated: boolean
  namedPorts: NamedPort[]
}

const container = z.object({
  ports: z
    .array(z.object({ name: z.string().optional(), containerPort: z.int(), protocol: z.string().default('TCP') }))
    .default([]),
})

const podObject = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({
    hostNetwork: z.boolean().default(false),
    containers: z.array(container),
    initContainers: z.array(container.extend({ restartPolicy: z.string().optional() })).default([]),
  }),
  status: z.object({ phase: z.string().optional(), podIP: z.string().optional() }).default({}),
})

/** Null for pods in the node's own network, which policies neither cover nor select; throws when the pod cannot be read. */
export function toPolicyPod(raw: KubeObject): PolicyPod | null {
  const { metadata, spec, status } = podObject.parse(raw)
  if (spec.hostNetwork) return null
  // An init container serves beside the others only when it is a sidecar, that is, when it always restarts.
  const serving = [...spec.containers, ...spec.initContainers.filter((init) => init.restartPolicy === 'Always')]
  return {
    ...metadata,
    reportedAddress: status.podIP || null,
    isTerminated: status.phase === 'Succeeded' || status.phase === 'Failed',
    namedPorts: serving.flatMap(({ ports }) =>
      ports.flatMap(({ name, protocol, containerPort }) => (name ? [{ name, protocol, port: containerPort }] : [])),
    ),
  }
}

/** As the watched lists name a pod or policy among those of all namespaces. */
export function formatKey({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`
}
