import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClusterLayout } from '#cluster/layout.ts'
import { AppError } from '#lib/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { ApplyLoop } from './apply-loop.ts'
import type { CniAttachment } from './cni-request.ts'
import { startCniServer } from './cni-server.ts'
import { hasPolicyTable, replacePolicyTable } from './nft.ts'
import { formatKey, toPolicyPod } from './pod.ts'
import type { PolicyPod } from './pod.ts'
import { renderRuleset } from './ruleset.ts'
import { watchState } from './watched-state.ts'

// Less than the plugin's own patience, so that it hears the reason.
const ADD_TIMEOUT_MS = 20_000
const STALE_AFTER_MS = 30_000

export interface NetworkPolicyStatus {
  /** When the kernel last took new rules; null before the first time. */
  lastAppliedAt: string | null
  /** Why the kernel's rules may be out of date; null when they are not. */
  problem: string | null
}

export interface NetworkPolicyController {
  /** Resolves when all policies stand in the kernel for the first time; rejects when the node's network cannot be entered. */
  readonly ready: Promise<void>
  getStatus(): NetworkPolicyStatus
  /** Leaves the rules in the kernel: they hold while the controller is away. */
  stop(): Promise<void>
}

export interface NetworkPolicyControllerOptions {
  client: KubeClient
  layout: Pick<ClusterLayout, 'netnsFile' | 'podCidr' | 'runDir'>
  log: (line: string) => void
}

/** Where the controller listens for the CNI plugin. */
export function getCniSocketPath({ runDir }: Pick<ClusterLayout, 'runDir'>): string {
  return path.join(runDir, 'network-policy.sock')
}

async function requirePod(client: KubeClient, { namespace, podName, podUid }: CniAttachment): Promise<PolicyPod> {
  const name = `${encodeURIComponent(namespace)}/pods/${encodeURIComponent(podName)}`
  const pod = toPolicyPod(await client.request<KubeObject>({ path: `/api/v1/namespaces/${name}` }))
  if (pod?.uid === podUid) return pod
  throw new AppError('NOT_FOUND', `The pod ${namespace}/${podName} was replaced by another one of the same name.`)
}

/** Enforces the cluster's NetworkPolicies in the node's network namespace until stopped. */
export function createNetworkPolicyController(options: NetworkPolicyControllerOptions): NetworkPolicyController {
  const { client, layout, log } = options
  let isSynced = false
  let lastAppliedAt: string | null = null
  let loadProblem: string | null = null
  let watchProblem: string | null = null

  const loop = new ApplyLoop({
    render: () =>
      // Until everything is known, no pod is: an address of the pod range without a pod is closed.
      renderRuleset(
        isSynced
          ? watched.getState()
          : { podCidr: layout.podCidr, pods: new Map(), namespaces: new Map(), policies: [] },
      ),
    load: (ruleset) => replacePolicyTable(layout.netnsFile, ruleset),
    onLoaded() {
      lastAppliedAt = new Date().toISOString()
      loadProblem = null
    },
    onFailed(cause) {
      const problem = cause instanceof AppError ? cause.userMessage : String(cause)
      if (problem !== loadProblem) log(`The kernel refused the rules, so the former ones stay: ${problem}`)
      loadProblem = problem
    },
  })
  const watched = watchState({
    client,
    podCidr: layout.podCidr,
    onChange: () => {
      watchProblem = null
      if (isSynced) loop.request()
    },
    onInvalidPolicy: (policy) =>
      log(`The network policy ${formatKey(policy)} cannot be understood, so its pods are isolated: ${policy.problem}`),
    onProblem({ userMessage }) {
      // Three watches lose the same connection, and each tries again and again.
      if (userMessage !== watchProblem) log(`The cluster's policies may be out of date: ${userMessage}`)
      watchProblem = userMessage
    },
  })

  const cover = async (attachment: CniAttachment): Promise<void> => {
    const { namespace, podName, podUid, address, containerId } = attachment
    await ready
    const known = watched.getPod(`${namespace}/${podName}`)
    const pod = known?.uid === podUid ? known : await requirePod(client, attachment)
    watched.addresses.claim({ address, containerId, pod })
    await loop.flush()
  }
  const onAdd = async (attachment: CniAttachment): Promise<void> => {
    const settled = new AbortController()
    const expired = delay(ADD_TIMEOUT_MS, null, { signal: settled.signal }).then(() => {
      throw new AppError('NOT_READY', 'The network policies of the pod could not be put in force in time.')
    })
    await Promise.race([cover(attachment), expired]).finally(() => settled.abort())
  }
  const onDelete = (containerId: string): void => {
    watched.addresses.release(containerId)
    if (isSynced) loop.request()
  }

  const server = startCniServer({ socketPath: getCniSocketPath(layout), onAdd, onDelete, log })
  const start = async (): Promise<void> => {
    await server
    // Rules that stand already are those of before a restart, and better than none.
    if (!(await hasPolicyTable(layout.netnsFile))) await loop.flush()
    await watched.synced
    isSynced = true
    await loop.flush()
  }
  const ready = start()
  // Whoever waits sees the failure; an ADD that nobody sent must not end the process.
  ready.catch(() => null)

  return {
    ready,
    getStatus() {
      const isStale = watched.ageMs() > STALE_AFTER_MS
      const staleProblem = isStale
        ? 'The API server has not been heard for a while, so policies may be out of date.'
        : null
      return { lastAppliedAt, problem: loadProblem ?? staleProblem }
    },
    async stop() {
      watched.stop()
      loop.stop()
      const stopServer = await server.catch(() => null)
      await stopServer?.()
    },
  }
}
