import { getEnv } from '#lib/env.ts'
import { watchKind } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { loadKubeConfig } from '#lib/kube/config.ts'
import { createCredentialSource } from '#lib/kube/credentials.ts'
import type { Credentials } from '#lib/kube/credentials.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { toNetworkError } from '#lib/kube/network-errors.ts'
import { readBody, sendExchange } from '#lib/kube/transport.ts'
import { toNodeFacts } from '#lib/workloads/objects-surroundings.ts'
import type { NodeFacts } from '#lib/workloads/objects-surroundings.ts'
import { buildSummaryUrl, parseSummary, toNode } from './objects.ts'
import type { Node, NodeUsage } from './objects.ts'

export interface CachedNode extends Node {
  /** What workloads are explained by. */
  readonly facts: NodeFacts
}

/** Without it, used bytes are left out, and what depends on single machines is explained less well. */
export const nodesKind = watchKind({
  name: 'nodes',
  path: '/api/v1/nodes',
  isNamespaced: false,
  isOptional: true,
  toItem: (raw: KubeObject): CachedNode => ({ ...toNode(raw), facts: toNodeFacts(raw) }),
})

const TIMEOUT_MS = 10_000

let getCredentials: (() => Promise<Credentials>) | undefined

/** The portal's own credentials, for a server that is not the API server: its name must not be asked of the kubelet. */
function createKubeletCredentials(): () => Promise<Credentials> {
  const { kubeconfigPath, kubeContext } = getEnv()
  const config = loadKubeConfig(
    kubeconfigPath ? { kubeconfigPath, context: kubeContext ?? undefined } : { inCluster: true },
  )
  // The token goes only to a kubelet whose certificate the cluster's authority has signed.
  return createCredentialSource({ ...config, serverName: undefined, isTlsVerified: true })
}

const SENTENCES = {
  'no-address': 'has no address',
  refused: 'does not let Moorage ask',
  'timed-out': 'does not answer in time',
  untrusted: 'has a certificate that the cluster’s authority did not sign',
  unreachable: 'cannot be reached',
  unreadable: 'answers something that cannot be read',
}

/**
 * Asks a node's kubelet itself, with the right "get nodes/stats"; never through the API server, for which the right to
 * run anything in every pod would be needed. Throws UNAVAILABLE with `details.reason`.
 */
export async function readNodeUsage(node: Node): Promise<NodeUsage> {
  const body = await readSummary(node)
  try {
    return parseSummary(JSON.parse(body))
  } catch (cause) {
    throw refuse(node, 'unreadable', cause)
  }
}

async function readSummary(node: Node): Promise<string> {
  const { address } = node
  if (address === null) throw refuse(node, 'no-address')
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    getCredentials ??= createKubeletCredentials()
    const response = await sendExchange({
      url: buildSummaryUrl({ ...node, address }),
      method: 'GET',
      headers: { accept: 'application/json', 'user-agent': 'moorage' },
      credentials: await getCredentials(),
      signal,
      isRepeatable: true,
    })
    const body = await readBody(response)
    if (response.statusCode === 200) return body
  } catch (cause) {
    if (signal.aborted) throw refuse(node, 'timed-out', cause)
    throw refuse(node, getKubeCase(toNetworkError(cause)) === 'untrusted' ? 'untrusted' : 'unreachable', cause)
  }
  throw refuse(node, 'refused')
}

function refuse({ name }: Node, reason: keyof typeof SENTENCES, cause?: unknown): AppError {
  const sentence = `The kubelet of ${name} ${SENTENCES[reason]}, so how full its volumes are is not known.`
  return new AppError('UNAVAILABLE', sentence, { cause, details: { reason } })
}
