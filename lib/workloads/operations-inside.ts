import http from 'node:http'
import https from 'node:https'
import { getEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { listRefused, listWebPorts, REFUSED_REASONS } from './explain-refused.ts'
import type { RefusedPort } from './explain-refused.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import type { ObjectIndex } from './objects-index.ts'
import type { Listener } from './objects-listeners.ts'
import { toCallToken } from './objects-tickets.ts'
import { getLookedAtMs, keepListeners } from './operations-listeners.ts'
import { touch } from './operations-looks.ts'
import { LISTENERS_PATH, listenersAnswerSchema } from './schema-listeners.ts'
import type { ListenersQuestion } from './schema-listeners.ts'

/** So long a look counts; what still refuses after that is looked into again. */
const LOOK_EVERY_MS = 30_000
/** Longer than the gateway takes for both of its ways. */
const TIMEOUT_MS = 12_000
const ANSWER_MAX_BYTES = 16 * 1024
/** Of the whole process: what finds no place is asked for again with the next look at its workload. */
const AT_ONCE_MAX = 4
/** Replicas of one workload behave alike. */
const PODS_MAX = 2

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageLooksInside?: Set<string> }
/** Uids of the pods that are being looked into. */
const asking = (shared.moorageLooksInside ??= new Set())

interface Seen {
  facts: WorkloadFacts
  index: ObjectIndex
  space: SpaceId
}

/**
 * For a workload of which a port was found to refuse: sees to it that somebody looks why, unless somebody did lately.
 * Nobody waits for that; what comes of it reaches open pages as every other change does.
 */
export function lookWhyRefused({ facts, index, space }: Seen, reason: string): void {
  if (!REFUSED_REASONS.includes(reason) || !getGateway()) return
  start(listRefused(facts, index, Date.now()), space)
}

/** The same for a workload that is taken for running although its web address did not answer just now. */
export function lookWhyUnanswered({ facts, index, space }: Seen): void {
  if (getGateway()) start(listWebPorts(facts, index), space)
}

function start(refused: readonly RefusedPort[], space: SpaceId): void {
  for (const one of refused.slice(0, PODS_MAX)) {
    const { uid } = one.pod
    const lookedAtMs = getLookedAtMs(uid)
    const isFresh = lookedAtMs !== null && performance.now() - lookedAtMs < LOOK_EVERY_MS
    if (isFresh || asking.has(uid) || asking.size >= AT_ONCE_MAX) continue
    asking.add(uid)
    void look(one, space).finally(() => asking.delete(uid))
  }
}

async function look({ pod, container, port }: RefusedPort, space: SpaceId): Promise<void> {
  const listeners = await ask({ space, pod: pod.name, podUid: pod.uid, container, port }).catch((error: unknown) => {
    log.debug({ error, pod: pod.name }, 'The gateway could not say what a pod listens on')
    return null
  })
  if (keepListeners(pod, listeners)) touch(pod.namespace, pod.uid)
}

interface Gateway {
  url: string
  token: string
}

/** Null where the installation has none that could be asked. */
function getGateway(): Gateway | null {
  const { gatewayInternalUrl, gatewaySecret } = getEnv().web
  if (gatewayInternalUrl === null || gatewaySecret === null) return null
  return { url: gatewayInternalUrl, token: toCallToken(gatewaySecret, 'listeners') }
}

/** Null: the gateway could not see it either. */
async function ask(question: ListenersQuestion): Promise<readonly Listener[] | null> {
  const gateway = getGateway()
  if (!gateway) return null
  const answer = listenersAnswerSchema.parse(JSON.parse(await post(gateway, JSON.stringify(question))))
  return answer.state === 'known' ? answer.listeners : null
}

async function post({ url, token }: Gateway, body: string): Promise<string> {
  const target = new URL(LISTENERS_PATH, url)
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  const request = (target.protocol === 'https:' ? https : http).request(target, {
    method: 'POST',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  })
  request.on('error', reject)
  request.on('response', resolve)
  request.end(body)
  const response = await promise
  if (response.statusCode !== 200) {
    request.destroy()
    throw new Error(`The gateway answered ${response.statusCode}.`)
  }
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > ANSWER_MAX_BYTES) throw new Error('The gateway said more than there is to say.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
