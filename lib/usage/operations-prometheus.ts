import { getEnv, type Env } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { createCredentialSource } from '#lib/kube/credentials.ts'
import type { Credentials } from '#lib/kube/credentials.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { toNetworkError } from '#lib/kube/network-errors.ts'
import { readBody, sendExchange } from '#lib/kube/transport.ts'
import type { ContainerUsage } from './objects-containers.ts'
import {
  buildClaimsQuery,
  buildContainersQuery,
  listMissing,
  parseClaims,
  parseContainers,
  parseRefusal,
} from './objects-prometheus.ts'
import type { ClaimUsage } from './objects.ts'

const TIMEOUT_MS = 10_000
const ANSWER_MAX_BYTES = 16 * 1024 * 1024
/** So many have answers that stay far below the limit. */
const NAMESPACES_AT_ONCE = 100

const SENTENCES = {
  'no-credentials': 'cannot be asked: the file with its token or its authority cannot be read',
  refused: 'does not let Moorage ask; it may want a token, or another one',
  'timed-out': 'does not answer in time',
  untrusted: 'has a certificate that no known authority signed for this name',
  unreachable: 'cannot be reached',
  failed: 'cannot answer',
  'too-large': 'answers more than Moorage reads at once',
  unreadable: 'answers something that cannot be read',
}

type Prometheus = NonNullable<Env['prometheus']>

let getCredentials: (() => Promise<Credentials>) | undefined

function requireCredentials({ url, tokenFile, caFile }: Prometheus): Promise<Credentials> {
  getCredentials ??= createCredentialSource({
    server: url,
    ...(tokenFile === null ? {} : { token: { file: tokenFile } }),
    ...(caFile === null ? {} : { ca: { file: caFile } }),
    // The settings refuse a token together with http: it goes only to a server that proved itself.
    isTlsVerified: true,
  })
  return getCredentials()
}

/** The used bytes of the claims in these namespaces. Throws UNAVAILABLE with `details.reason`. */
export async function readPrometheusClaims(namespaces: readonly string[]): Promise<ClaimUsage[]> {
  return askInParts(namespaces, buildClaimsQuery, parseClaims)
}

/** What the containers in these namespaces use. Throws UNAVAILABLE with `details.reason`. */
export async function readPrometheusContainers(namespaces: readonly string[]): Promise<ContainerUsage[]> {
  return askInParts(namespaces, buildContainersQuery, parseContainers)
}

/** The metrics that Prometheus should know of these namespaces and does not. Throws UNAVAILABLE with `details.reason`. */
export async function listMissingMetrics(places: {
  claims: readonly string[]
  containers: readonly string[]
}): Promise<string[]> {
  // Whether it answers at all is worth knowing where nothing runs, too.
  const { claims, containers } = places
  if (claims.length === 0 && containers.length === 0) await ask('vector(1)', parseContainers)
  return [
    ...(await askInParts(claims.slice(0, NAMESPACES_AT_ONCE), buildClaimsQuery, (raw) => listMissing(raw, 'claims'))),
    ...(await askInParts(containers.slice(0, NAMESPACES_AT_ONCE), buildContainersQuery, (raw) =>
      listMissing(raw, 'containers'),
    )),
  ]
}

async function askInParts<T>(
  namespaces: readonly string[],
  build: (namespaces: readonly string[]) => string,
  parse: (raw: unknown) => T[],
): Promise<T[]> {
  const found: T[] = []
  for (let start = 0; start < namespaces.length; start += NAMESPACES_AT_ONCE) {
    found.push(...(await ask(build(namespaces.slice(start, start + NAMESPACES_AT_ONCE)), parse)))
  }
  return found
}

async function ask<T>(query: string, parse: (raw: unknown) => T): Promise<T> {
  const { prometheus } = getEnv()
  if (!prometheus) throw new AppError('INTERNAL', 'Prometheus is not the source of measurements.')
  const { statusCode = 0, body } = await send(prometheus, query)
  if (statusCode !== 200) {
    const rawMessage = parseRefusal(body)
    throw refuse(rawMessage === null ? 'refused' : 'failed', { rawMessage: rawMessage ?? `HTTP ${statusCode}` })
  }
  try {
    return parse(JSON.parse(body))
  } catch (cause) {
    throw refuse('unreadable', { cause })
  }
}

async function send(prometheus: Prometheus, query: string): Promise<{ statusCode?: number; body: string }> {
  const credentials = await requireCredentials(prometheus).catch((cause: unknown) => {
    throw refuse('no-credentials', { cause })
  })
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await sendExchange({
      url: new URL(`${prometheus.url.replace(/\/+$/, '')}/api/v1/query`),
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'moorage',
      },
      credentials,
      // It need not go on when nobody listens any more.
      body: new URLSearchParams({ query, timeout: `${TIMEOUT_MS}ms` }).toString(),
      signal,
      isRepeatable: true,
    })
    return { statusCode: response.statusCode, body: await readBody(response, ANSWER_MAX_BYTES) }
  } catch (cause) {
    if (signal.aborted) throw refuse('timed-out', { cause })
    if (cause instanceof RangeError) throw refuse('too-large', { cause })
    throw refuse(getKubeCase(toNetworkError(cause)) === 'untrusted' ? 'untrusted' : 'unreachable', { cause })
  }
}

function refuse(reason: keyof typeof SENTENCES, { cause, rawMessage }: { cause?: unknown; rawMessage?: string } = {}) {
  const sentence = `Prometheus ${SENTENCES[reason]}, so what is used is not known.`
  return new AppError('UNAVAILABLE', sentence, { cause, details: { reason, rawMessage } })
}
