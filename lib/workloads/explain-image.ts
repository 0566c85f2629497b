import { cut, findEvent, hasLasted, secondsSince, toContainerEvidence, toEventEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import type { Diagnosis, Reason } from './explain-reasons.ts'
import type { ContainerFacts, PodFacts } from './objects-pods.ts'
import { parseImage } from './schema-fields.ts'

/** Longer than most images take, so that nobody is told that nothing moves while it does. */
const SLOW_SECONDS = 45

/**
 * What container runtimes and registries answer; the first that fits counts. A registry says "not found" for a wrong
 * name and for a wrong tag alike, and only "manifest unknown" or "name unknown" tell which.
 */
const ANSWERS: { pattern: RegExp; reason: Reason }[] = [
  { pattern: /http: server gave HTTP response/i, reason: 'registry-insecure' },
  { pattern: /x509:|tls: (failed to verify|bad certificate|handshake failure)/i, reason: 'registry-untrusted' },
  { pattern: /no space left on device/i, reason: 'node-disk-full' },
  { pattern: /no match for platform|no matching manifest for/i, reason: 'image-wrong-platform' },
  { pattern: /toomanyrequests|too many requests|rate limit/i, reason: 'registry-busy' },
  { pattern: /manifest unknown|manifest for \S+ not found/i, reason: 'image-tag-unknown' },
  { pattern: /name unknown|repository name not known/i, reason: 'image-not-found' },
  {
    pattern:
      /unauthorized|authentication required|authorization failed|pull access denied|insufficient_scope|no basic auth|\b40[13]\b|forbidden/i,
    reason: 'image-refused',
  },
  { pattern: /\b5\d\d [A-Z]/, reason: 'registry-failing' },
  {
    pattern:
      /no such host|connection refused|i\/o timeout|handshake timeout|deadline ?exceeded|timeout awaiting|network is unreachable|no route to host|server misbehaving|connection reset|unexpected EOF|: EOF/i,
    reason: 'registry-unreachable',
  },
  { pattern: /invalid reference format|couldn't parse image|InvalidImageName/i, reason: 'image-name-invalid' },
  { pattern: /not found/i, reason: 'image-not-found' },
]

const WAITING: Record<string, Reason> = {
  ErrImagePull: 'image-pull-failed',
  ImagePullBackOff: 'image-pull-failed',
  RegistryUnavailable: 'registry-unreachable',
  InvalidImageName: 'image-name-invalid',
  ErrImageNeverPull: 'image-not-on-node',
  ImageInspectError: 'image-pull-failed',
  SignatureValidationFailed: 'image-pull-failed',
}

/** Why a container's image is not there; null for a container that waits for something else. */
export function diagnoseImage(pod: PodFacts, status: ContainerFacts, context: ExplainContext): Diagnosis | null {
  const { waiting } = status
  const known = waiting ? WAITING[waiting.reason] : undefined
  if (!waiting || known === undefined) return null
  const image = pod.containers.find(({ name }) => name === status.name)?.image ?? status.image
  // While it waits for the next try, older clusters say only that it waits; why stands in the event.
  const event = findEvent(pod, context, { reason: /^Failed$/, message: /^Failed to pull image|ErrImageNeverPull/ })
  const reason = known === 'image-pull-failed' ? classifyPull(waiting.message, event?.message) : known
  return {
    reason,
    parameters: toImageParameters(image),
    evidence: [
      toContainerEvidence(pod, status, waiting.message),
      ...(event && !waiting.message.includes(event.message) ? [toEventEvidence(event)] : []),
    ],
    since: pod.createdAt,
    target: image,
  }
}

/** The image's own name holds words that a registry's answer may consist of, so it is taken out first. */
function classifyPull(...messages: (string | undefined)[]): Reason {
  for (const message of messages) {
    const answer = cut(message ?? '')
      .replaceAll(/"[^"]*"/g, '')
      .replaceAll(/\S+\/\S+:(?=\s)/g, '')
    const found = ANSWERS.find(({ pattern }) => pattern.test(answer))
    if (found) return found.reason
  }
  return 'image-pull-failed'
}

function toImageParameters(image: string) {
  const reference = parseImage(image)
  return {
    image,
    registry: reference?.registry ?? '',
    repository: reference?.repository ?? image,
    tag: reference?.tag ?? (reference?.digest ? reference.digest.slice(0, 19) : 'latest'),
  }
}

/** An image that is on its way; null when none is. */
export function diagnosePulling(pod: PodFacts, context: ExplainContext): Diagnosis | null {
  const event = findEvent(pod, context, { reason: /^(Pulling|Pulled|Created|Started|Failed|BackOff)$/ })
  if (event?.reason !== 'Pulling') return null
  const image = /"([^"]+)"/.exec(event.message)?.[1] ?? pod.containers[0]?.image ?? ''
  return {
    reason: hasLasted(event.lastAt, SLOW_SECONDS, context) ? 'image-pull-slow' : 'image-pulling',
    parameters: { ...toImageParameters(image), seconds: secondsSince(event.lastAt, context) ?? 0 },
    evidence: [toEventEvidence(event)],
    since: event.lastAt,
  }
}
