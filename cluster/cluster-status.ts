import { z } from 'zod'
import { createKubeClient } from '#lib/kube/client.ts'
import type { ClusterLayout } from './layout.ts'
import { isSupervisorAlive, readRecord, type PartRecord, type SupervisorRecord } from './record.ts'

const READ_TIMEOUT_MS = 3000

const conditions = z.array(z.object({ type: z.string(), status: z.string() })).default([])
const isTrue = (list: z.infer<typeof conditions>) => list.some((c) => c.type === 'Ready' && c.status === 'True')
const node = z.object({ status: z.object({ conditions }) })
const lease = z.object({ spec: z.object({ renewTime: z.iso.datetime({ precision: 6 }) }) })
const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()), deletionTimestamp: z.string().optional() }),
      status: z.object({
        conditions,
        containerStatuses: z
          .array(z.object({ state: z.object({ running: z.object({ startedAt: z.string() }).optional() }) }))
          .default([]),
      }),
    }),
  ),
})

/** Something that the cluster itself runs in a pod. */
interface AddonStatus {
  name: string
  state: 'ready' | 'starting'
}

export interface ClusterStatus {
  name: string
  /** `running`: every part, the node and every add-on serve. `degraded`: it is up, and something is being restarted. */
  state: 'running' | 'starting' | 'degraded' | 'stopped'
  ingressUrl: string
  apiServerUrl: string
  kubeconfig: string
  isNodeReady: boolean
  parts: PartRecord[]
  addons: AddonStatus[]
}

const ADDONS = ['coredns', 'contour', 'metrics-server'] as const

/** What the supervisor and the API server say right now; never throws for a cluster that is down. */
export async function getClusterStatus(layout: ClusterLayout): Promise<ClusterStatus> {
  const record = await readRecord(layout)
  const isAlive = record !== null && isSupervisorAlive(record)
  const parts = isAlive ? record.parts : []
  const arePartsReady = isAlive && parts.every(({ state }) => state === 'ready')
  const [isNodeReady, addons] = arePartsReady ? await askApiServer(layout, record) : [false, []]
  const isServing = arePartsReady && isNodeReady && addons.every(({ state }) => state === 'ready')
  const hasRestarted = parts.some(({ restarts }) => restarts > 0)
  return {
    name: layout.name,
    state: !isAlive ? 'stopped' : isServing ? 'running' : hasRestarted ? 'degraded' : 'starting',
    ingressUrl: `http://localhost:${layout.ingressPort}`,
    apiServerUrl: layout.apiServerUrl,
    kubeconfig: layout.kubeconfig,
    isNodeReady,
    parts,
    addons,
  }
}

/** What the API server knows may be from before the last stop, so each answer is held against the time of the start. */
async function askApiServer(layout: ClusterLayout, record: SupervisorRecord): Promise<[boolean, AddonStatus[]]> {
  const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
  const read = (path: string, query?: Record<string, string>) =>
    client.request({ path, query, timeoutMs: READ_TIMEOUT_MS }).catch(() => null)
  const [nodeAnswer, leaseAnswer, podsAnswer] = await Promise.all([
    read(`/api/v1/nodes/${layout.nodeName}`),
    read(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${layout.nodeName}`),
    read('/api/v1/pods', { labelSelector: 'app.kubernetes.io/managed-by=moorage-local-cluster' }),
  ])
  const kubeletSince = record.parts.find(({ name }) => name === 'kubelet')?.since ?? ''
  const parsedNode = node.safeParse(nodeAnswer)
  const parsedLease = lease.safeParse(leaseAnswer)
  const isNodeReady =
    parsedNode.success &&
    isTrue(parsedNode.data.status.conditions) &&
    parsedLease.success &&
    Date.parse(parsedLease.data.spec.renewTime) >= Date.parse(kubeletSince)
  const items = pods.safeParse(podsAnswer).data?.items ?? []
  return [isNodeReady, ADDONS.map((name) => ({ name, state: toAddonState(name, items, record.startedAt) }))]
}

function toAddonState(name: string, items: z.infer<typeof pods>['items'], startedAt: string): AddonStatus['state'] {
  // Kubernetes gives whole seconds.
  const earliestMs = Math.floor(Date.parse(startedAt) / 1000) * 1000
  const isServing = items.some(
    ({ metadata, status }) =>
      metadata.labels['app.kubernetes.io/name'] === name &&
      !metadata.deletionTimestamp &&
      isTrue(status.conditions) &&
      status.containerStatuses.every(({ state }) => state.running && Date.parse(state.running.startedAt) >= earliestMs),
  )
  return isServing ? 'ready' : 'starting'
}
