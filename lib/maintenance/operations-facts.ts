import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { readBody } from '#lib/kube/transport.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { nodesKind, readNodeUsage } from '#lib/usage/operations-kubelet.ts'
import { listMissingMetrics } from '#lib/usage/operations-prometheus.ts'
import {
  CLUSTER_RIGHTS,
  KUBELET_RIGHTS,
  listMissingRights,
  METRICS_RIGHTS,
  OWN_NAMESPACE_RIGHTS,
  SPACE_RIGHTS,
  type Rule,
} from './objects-rights.ts'
import { readProbe } from './operations-probe.ts'
import type { Answer, AskedFacts, UsageFacts } from './status.ts'

interface FactsState {
  asked: AskedFacts | null
  asking: Promise<void> | null
  askedAtMs: number
}

const EVERY_MS = 60_000
/** While a probe runs, its own two requests are repeated this often. */
const PROBE_EVERY_MS = 2000
const NODES_ASKED = 3
const FIRST_LIST_MS = 5000
/** Prometheus needs two samples of what has just been started. */
const SETTLED_MS = 5 * 60_000

// Next.js may load this file more than once per process; the cluster is asked once all the same.
const shared = globalThis as typeof globalThis & { moorageHealth?: FactsState }
shared.moorageHealth ??= { asked: null, asking: null, askedAtMs: -Infinity }
const state = shared.moorageHealth

/** What is known, at once. What is older than a minute is asked anew in the background: only while somebody looks. */
export function readAskedFacts(): { asked: AskedFacts | null; isAsking: boolean } {
  const ageMs = performance.now() - state.askedAtMs
  const probe = state.asked?.probe
  const isProbing = probe?.isKnown === true && probe.value.state === 'running'
  if (!state.asking && ageMs >= EVERY_MS) ask(async () => collect())
  else if (!state.asking && isProbing) ask(async (known) => known && { ...known, probe: await readProbeSoon() })
  return { asked: state.asked, isAsking: state.asking !== null }
}

/** The next look asks anew, whatever is known: somebody has just changed something. */
export function forgetAskedFacts(): void {
  state.askedAtMs = -Infinity
}

async function readProbeSoon(): Promise<AskedFacts['probe']> {
  await sleep(PROBE_EVERY_MS, undefined, { ref: false })
  return answer(readProbe)
}

function ask(collectFacts: (known: AskedFacts | null) => Promise<AskedFacts | null>): void {
  const isWhole = performance.now() - state.askedAtMs >= EVERY_MS
  if (isWhole) state.askedAtMs = performance.now()
  state.asking = collectFacts(state.asked)
    .then((asked) => {
      state.asked = asked
    })
    .catch((error: unknown) => log.error({ error }, 'The health of the cluster could not be looked at'))
    .finally(() => {
      state.asking = null
    })
}

async function collect(): Promise<AskedFacts> {
  const [server, rights, usage, secrets, probe] = await Promise.all([
    answer(readServer),
    answer(readRights),
    answer(readUsageSource),
    answer(readSecretsAtRest),
    answer(readProbe),
  ])
  return { askedAt: new Date().toISOString(), server, rights, usage, secrets, probe }
}

async function answer<T>(read: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { isKnown: true, value: await read() }
  } catch (error) {
    return { isKnown: false, facts: describeError(error) }
  }
}

/** For the folded part: the sentence, and the API server's own words where there are any. */
function describeError(error: unknown): string {
  if (!(error instanceof AppError)) {
    log.error({ error }, 'The health of the cluster could not be looked at')
    return 'The answer could not be understood. The log of the portal says more.'
  }
  const { rawMessage } = error.details
  return typeof rawMessage === 'string' && rawMessage !== '' ? `${error.userMessage}\n${rawMessage}` : error.userMessage
}

const versionSchema = z.object({ gitVersion: z.string() })

async function readServer(): Promise<{ version: string; skewMs: number | null }> {
  const sentAtMs = Date.now()
  const response = await getKubeClient().stream({ path: '/version' })
  const receivedAtMs = Date.now()
  const { gitVersion } = versionSchema.parse(JSON.parse(await readBody(response)))
  const date = Date.parse(response.headers.date ?? '')
  // The header counts whole seconds: half of one is the best guess of the rest.
  const skewMs = Number.isNaN(date) ? null : date + 500 - (sentAtMs + receivedAtMs) / 2
  return { version: gitVersion, skewMs }
}

const reviewSchema = z.object({
  status: z.object({
    resourceRules: z.array(
      z.object({
        verbs: z.array(z.string()),
        apiGroups: z.array(z.string()).default([]),
        resources: z.array(z.string()).default([]),
        resourceNames: z.array(z.string()).optional(),
      }),
    ),
    incomplete: z.boolean().default(false),
  }),
})

async function readRights(): Promise<{ missing: string[]; isComplete: boolean }> {
  const { namespace, usageSource } = getEnv()
  const own = await reviewRules(namespace)
  const needed = [
    ...CLUSTER_RIGHTS,
    ...OWN_NAMESPACE_RIGHTS,
    ...(usageSource === 'kubelet' ? KUBELET_RIGHTS : []),
    ...(usageSource === 'metrics' ? METRICS_RIGHTS : []),
  ]
  const missing = listMissingRights(needed, own.rules)
  // All spaces are bound to the same role, so one of them speaks for all; the binding itself is part of the drift.
  const space = namespacesKind
    .list()
    .find(({ isManaged, isTerminating, spaceId }) => isManaged && !isTerminating && spaceId)
  if (!space) return { missing, isComplete: own.isComplete }
  const inSpace = await reviewRules(space.name)
  const missingInSpace = listMissingRights(SPACE_RIGHTS, inSpace.rules).map((line) => `${line} (in ${space.name})`)
  return { missing: [...missing, ...missingInSpace], isComplete: own.isComplete && inSpace.isComplete }
}

async function reviewRules(namespace: string): Promise<{ rules: Rule[]; isComplete: boolean }> {
  const review = await getKubeClient().request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  })
  const { resourceRules, incomplete } = reviewSchema.parse(review).status
  return { rules: resourceRules, isComplete: !incomplete }
}

/** Why no numbers come, a line each. A few nodes speak for all: asking a thousand would cost more than it tells. */
async function readUsageSource(): Promise<UsageFacts> {
  const { usageSource } = getEnv()
  if (usageSource === 'none') return { silent: [], missing: [] }
  if (usageSource === 'prometheus') return { silent: [], missing: await listMissingMetrics(listMeasuredPlaces()) }
  if (usageSource === 'metrics') {
    await getKubeClient().request({ path: '/apis/metrics.k8s.io/v1beta1/nodes', query: { limit: 1 } })
    return { silent: [], missing: [] }
  }
  // In a process that has just started, the first list is on its way.
  await Promise.race([nodesKind.synced, sleep(FIRST_LIST_MS, undefined, { ref: false })])
  const nodes = nodesKind.list().slice(0, NODES_ASKED)
  if (nodes.length === 0) return { silent: ['No node is known to the portal.'], missing: [] }
  const answers = await Promise.all(nodes.map((node) => answer(() => readNodeUsage(node))))
  return { silent: answers.flatMap((one) => (one.isKnown ? [] : [one.facts])), missing: [] }
}

/** The namespaces of which there have to be numbers, because something has been running there for a while. */
function listMeasuredPlaces(): { claims: string[]; containers: string[] } {
  const settled = podsKind
    .list()
    .filter(
      ({ facts, isFinished, startedAt }) =>
        !isFinished && facts.phase === 'Running' && Date.now() - Date.parse(startedAt ?? '') > SETTLED_MS,
    )
  return {
    claims: [...new Set(settled.filter(({ claims }) => claims.length > 0).map(({ namespace }) => namespace))],
    containers: [...new Set(settled.map(({ namespace }) => namespace))],
  }
}

const ENCRYPTION_FLAG = /^--encryption-provider-config(=|$)/
const apiServerSchema = z.object({
  spec: z.object({
    containers: z.array(z.object({ command: z.array(z.string()).default([]), args: z.array(z.string()).default([]) })),
  }),
})

/** Where API servers run as pods that can be seen, as kubeadm has it, their command says it; elsewhere nobody can tell. */
async function readSecretsAtRest(): Promise<{ apiServers: number; encrypting: number }> {
  const pods: KubeObject[] = await listObjects(getKubeClient(), {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: 'kube-system',
    labelSelector: 'component=kube-apiserver',
  })
  const encrypting = pods.filter((pod) =>
    apiServerSchema
      .parse(pod)
      .spec.containers.some(({ command, args }) => [...command, ...args].some((word) => ENCRYPTION_FLAG.test(word))),
  )
  return { apiServers: pods.length, encrypting: encrypting.length }
}
