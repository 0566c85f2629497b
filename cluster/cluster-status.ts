import { z } from 'zod'
import { createKubeClient } from '#lib/kube/client.ts'
import type { ClusterLayout } from './layout.ts'
import { isSupervisorAlive, readRecord, type PartRecord } from './record.ts'

const READ_TIMEOUT_MS = 3000

const conditions = z.array(z.object({ type: z.string(), status: z.string() })).default([])
const deployment = z.object({
  metadata: z.object({ name: z.string(), generation: z.number() }),
  status: z.object({ observedGeneration: z.number().default(0), readyReplicas: z.number().default(0) }),
})
const node = z.object({ status: z.object({ conditions }) })

/** A Deployment of the cluster itself. */
interface AddonStatus {
  name: string
  state: 'ready' | 'starting' | 'missing'
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

const ADDONS = [
  { name: 'coredns', namespace: 'kube-system' },
  { name: 'contour', namespace: 'projectcontour' },
  { name: 'metrics-server', namespace: 'kube-system' },
] as const

/** What the supervisor and the API server say right now; never throws for a cluster that is down. */
export async function getClusterStatus(layout: ClusterLayout): Promise<ClusterStatus> {
  const record = await readRecord(layout)
  const isAlive = record !== null && isSupervisorAlive(record)
  const parts = isAlive ? record.parts : []
  const arePartsReady = isAlive && parts.every(({ state }) => state === 'ready')
  const [isNodeReady, addons] = arePartsReady ? await askApiServer(layout) : [false, []]
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

async function askApiServer(layout: ClusterLayout): Promise<[boolean, AddonStatus[]]> {
  const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
  const read = (path: string) => client.request({ path, timeoutMs: READ_TIMEOUT_MS }).catch(() => null)
  const [nodeAnswer, ...answers] = await Promise.all([
    read(`/api/v1/nodes/${layout.nodeName}`),
    ...ADDONS.map(({ name, namespace }) => read(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`)),
  ])
  const parsedNode = node.safeParse(nodeAnswer)
  const isNodeReady =
    parsedNode.success && parsedNode.data.status.conditions.some((c) => c.type === 'Ready' && c.status === 'True')
  return [isNodeReady, ADDONS.map(({ name }, index) => ({ name, state: toAddonState(answers[index]) }))]
}

function toAddonState(answer: unknown): AddonStatus['state'] {
  const parsed = deployment.safeParse(answer)
  if (!parsed.success) return 'missing'
  const { metadata, status } = parsed.data
  return status.observedGeneration >= metadata.generation && status.readyReplicas > 0 ? 'ready' : 'starting'
}
