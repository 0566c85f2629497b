import { formatBytes } from '#lib/format.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import { secondsSince, toContainerEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import { findEvent, toEventEvidence } from './explain-evidence.ts'
import type { Diagnosis, Reason } from './explain-reasons.ts'
import { findFullVolume, findVolumeAt, parseMissingConfig } from './explain-volumes.ts'
import { toMs } from './objects-index.ts'
import type { ContainerEndFacts, ContainerFacts, PodFacts } from './objects-pods.ts'

/** From that many on it is no accident. */
const LOOP_RESTARTS = 3
/** A run that has lasted that long is no longer the one that is about to end. */
const SETTLED_SECONDS = 60
const NODE_OOM_WINDOW_MS = 120_000

/** Exit codes that mean something by convention: https://tldp.org/LDP/abs/html/exitcodes.html */
const SPOKEN_EXIT_CODES = [126, 127, 134, 137, 139, 143]

const START_ERRORS: { pattern: RegExp; reason: Reason }[] = [
  { pattern: /exec format error/i, reason: 'program-wrong-platform' },
  { pattern: /chdir to cwd|mkdir .*: (permission denied|read-only)|workdir/i, reason: 'folder-missing' },
  {
    pattern: /executable file not found|exec:? .*no such file or directory|stat .*no such file or directory/is,
    reason: 'command-not-found',
  },
  { pattern: /exec:? .*(permission denied|is a directory)/is, reason: 'command-not-permitted' },
]

/** Why a container could not be made or started from an image that is there; null for one that waits for anything else. */
export function diagnoseCreation(pod: PodFacts, status: ContainerFacts): Diagnosis | null {
  const { waiting } = status
  if (!waiting) return null
  const evidence = [toContainerEvidence(pod, status, waiting.message)]
  const since = status.lastEnd?.finishedAt ?? pod.startedAt
  if (waiting.reason === 'CreateContainerConfigError') {
    const missing = parseMissingConfig(waiting.message, pod)
    if (missing) return { ...missing, evidence, since }
    if (/runAsNonRoot/.test(waiting.message)) {
      return { reason: 'needs-root', parameters: { image: findImage(pod, status) }, evidence, since }
    }
    // The kubelet has not heard of the object yet, and looks again by itself.
    if (/failed to sync (configmap|secret) cache/.test(waiting.message))
      return { reason: 'container-starting', evidence }
    return { reason: 'container-refused', parameters: { detail: waiting.message.slice(0, 300) }, evidence }
  }
  if (
    !/^(CreateContainerError|RunContainerError|PreCreateHookError|PreStartHookError|PostStartHookError)$/.test(
      waiting.reason,
    )
  )
    return null
  return { ...classifyStart(pod, status, waiting.message), evidence }
}

function classifyStart(pod: PodFacts, status: ContainerFacts, message: string): Diagnosis {
  const reason = START_ERRORS.find(({ pattern }) => pattern.test(message))?.reason ?? 'container-refused'
  const template = pod.containers.find(({ name }) => name === status.name)
  const quoted = /exec: "([^"]+)"/.exec(message)?.[1] ?? /(?:exec|stat) (\/[^:\s]+)/.exec(message)?.[1]
  const command = quoted ?? template?.command[0] ?? template?.args[0] ?? ''
  return { reason, parameters: { command, image: findImage(pod, status), detail: message.slice(0, 300) } }
}

/** What a container's ends say; null when it runs and has settled, or has never ended. */
export function diagnoseEnds(pod: PodFacts, status: ContainerFacts, context: ExplainContext): Diagnosis | null {
  const end = status.end ?? status.lastEnd
  if (!end) return null
  const isPodOver = pod.phase === 'Succeeded' || pod.phase === 'Failed'
  if (status.end && status.end.exitCode === 0 && (isPodOver || status.isInit)) return null
  if (status.runningSince !== null) {
    const seconds = secondsSince(status.runningSince, context)
    if (seconds === null || seconds >= SETTLED_SECONDS) return null
  }
  const diagnosis = diagnoseEnd(pod, status, end, context)
  const text = end.message || `exit code ${end.exitCode}`
  return {
    since: end.finishedAt,
    ...diagnosis,
    evidence: [toContainerEvidence(pod, status, text), ...(diagnosis.evidence ?? [])],
  }
}

function diagnoseEnd(
  pod: PodFacts,
  status: ContainerFacts,
  end: ContainerEndFacts,
  context: ExplainContext,
): Diagnosis {
  const template = pod.containers.find(({ name }) => name === status.name)
  const parameters = {
    container: status.name,
    exitCode: end.exitCode,
    restarts: status.restarts,
    limit: formatMemory(template?.limits.memory),
    image: findImage(pod, status),
    command: template?.command[0] ?? '',
  }
  const causes = SPOKEN_EXIT_CODES.includes(end.exitCode)
    ? [{ catalogue: 'causes' as const, code: `exit-${end.exitCode}`, parameters: { exitCode: end.exitCode } }]
    : []
  if (end.reason === 'OOMKilled') return diagnoseOutOfMemory(pod, end, parameters, context)
  // Since it looks for the program only in the container, the runtime says some of it in the program's place.
  const isNotStarted =
    /^(StartError|ContainerCannotRun)$/.test(end.reason) || /^exec \S+: exec format error\s*$/.test(end.message)
  if (isNotStarted) return classifyStart(pod, status, end.message)
  const probed = findEvent(pod, context, { reason: /^Killing$/, message: /failed (liveness|startup) probe/ })
  if (probed && Math.abs(toMs(probed.lastAt) - toMs(end.finishedAt)) < 60_000) {
    return { reason: 'restarted-by-probe', parameters, state: 'failed', evidence: [toEventEvidence(probed)] }
  }
  const isFull = /no space left on device|ENOSPC/i.test(end.message)
  const measured = isFull || end.exitCode !== 0 ? findFullVolume(pod, context) : null
  const volume = measured ?? (isFull ? findVolumeAt(pod, end.message) : null)
  if (volume !== null) return { reason: 'volume-full', parameters: { ...parameters, volume }, target: volume }
  if (end.exitCode === 0)
    return { reason: 'exits-at-once', parameters, state: status.restarts === 0 ? 'starting' : 'failed' }
  return { reason: status.restarts >= LOOP_RESTARTS ? 'crash-loop' : 'exits-with-error', parameters, causes }
}

function diagnoseOutOfMemory(
  pod: PodFacts,
  end: ContainerEndFacts,
  parameters: Record<string, string | number>,
  context: ExplainContext,
): Diagnosis {
  // Events about a node name it where others have a uid.
  const events = context.index.eventsByObject.get(pod.nodeName ?? '') ?? []
  const ofNode = events.findLast(
    ({ reason, lastAt }) =>
      /^(SystemOOM|OOMKilling)$/.test(reason) && Math.abs(toMs(lastAt) - toMs(end.finishedAt)) < NODE_OOM_WINDOW_MS,
  )
  if (ofNode?.reason !== 'SystemOOM') return { reason: 'oom-killed', parameters }
  return {
    reason: 'oom-killed-node',
    parameters: { ...parameters, node: pod.nodeName ?? '' },
    evidence: [toEventEvidence(ofNode)],
  }
}

function findImage(pod: PodFacts, status: ContainerFacts): string {
  return pod.containers.find(({ name }) => name === status.name)?.image ?? status.image
}

/** Empty: there is no limit. */
function formatMemory(amount: string | undefined): string {
  const bytes = parseAmount(amount, 'bytes')
  return bytes === null ? '' : formatBytes(bytes, 'en')
}
