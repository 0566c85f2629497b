import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { ObjectRef } from '#lib/kube/object.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import { getIssuer, IDENTITY_NAMESPACE } from '#cluster/identity/addresses.ts'
import type { DemoAddresses } from './demo-addresses.ts'
import type { DemoTarget } from './deploy-demo.ts'
import { explainPods } from './explain-pods.ts'
import { GATEWAY_NAME } from './gateway-objects.ts'
import { PORTAL_NAME } from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

const READY_TIMEOUT_MS = 90_000
const POLL_MS = 250
const REQUEST_TIMEOUT_MS = 5000

interface WaitOptions {
  client: KubeClient
  signal: AbortSignal
}

/** Resolves when the portal is ready and its addresses are served; throws UNAVAILABLE with the reason when it takes too long. */
export async function waitForDemo(
  { client, hasLocalhostNames }: DemoTarget,
  { portalUrl, port }: DemoAddresses,
  signal: AbortSignal,
): Promise<void> {
  const options = { client, signal }
  await waitForDeployment({ namespace: IDENTITY_NAMESPACE, name: 'identity' }, options)
  await waitForDeployment({ namespace: NAMESPACE, name: PORTAL_NAME }, options)
  await waitForDeployment({ namespace: NAMESPACE, name: GATEWAY_NAME }, options)
  // How the ingress of another cluster is reached from here is the business of whoever runs it.
  if (!hasLocalhostNames) return
  await waitForAddress(`${getIssuer({ ingressPort: port })}/.well-known/openid-configuration`, signal)
  await waitForAddress(`${portalUrl}/api/ready`, signal)
}

const deployment = z.object({
  metadata: z.object({ generation: z.number() }),
  spec: z.object({ replicas: z.number() }),
  status: z.object({
    observedGeneration: z.number().default(0),
    replicas: z.number().default(0),
    updatedReplicas: z.number().default(0),
    availableReplicas: z.number().default(0),
  }),
})

/** Resolves when only pods of the Deployment's present form run and are ready; throws UNAVAILABLE with their reason. */
async function waitForDeployment(place: { namespace: string; name: string }, options: WaitOptions): Promise<void> {
  const ref: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', ...place }
  await waitUntil(options.signal, {
    isDone: async () => {
      const { metadata, spec, status } = deployment.parse(await requireObject(options.client, ref))
      const isSeen = status.observedGeneration >= metadata.generation
      return (
        isSeen && [status.replicas, status.updatedReplicas, status.availableReplicas].every((n) => n === spec.replicas)
      )
    },
    explain: () => explainPods(options.client, place),
  })
}

/** Resolves when the address answers with 200 at the ingress of this machine. */
async function waitForAddress(address: string, signal: AbortSignal): Promise<void> {
  let last = 'nothing answered'
  await waitUntil(signal, {
    isDone: async () => {
      const status = await getStatus(new URL(address)).catch((error: Error) => error.message)
      last = typeof status === 'number' ? `status ${status}` : status
      return status === 200
    },
    explain: async () => `${address} is not served through the ingress: ${last}.`,
  })
}

/** Names below localhost are this machine, whether or not its resolver knows. */
function getStatus(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: url.port, path: url.pathname, headers: { host: url.host } }
    const request = http.get({ ...options, timeout: REQUEST_TIMEOUT_MS, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.once('timeout', () => request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`)))
    request.once('error', reject)
  })
}

interface Waiting {
  isDone: () => Promise<boolean>
  explain: () => Promise<string>
}

async function waitUntil(signal: AbortSignal, { isDone, explain }: Waiting): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!(await isDone())) {
    signal.throwIfAborted()
    if (Date.now() > deadline) throw new AppError('UNAVAILABLE', await explain())
    await sleep(POLL_MS)
  }
}
