import type { MessageParams } from '#lib/errors.ts'
import type { Cause, Evidence, Explanation, WorkloadState } from './schema.ts'

interface ReasonRule {
  state: WorkloadState
  /** The worst of what is found is what is said. */
  rank: number
  /** Null: there is nothing to do. */
  nextStep: string | null
}

/** Every reason that an explanation can have. A code never changes its meaning; its sentence stands in messages/. */
export const REASONS = {
  running: { state: 'running', rank: 0, nextStep: null },
  stopped: { state: 'stopped', rank: 0, nextStep: 'start' },
  suspended: { state: 'suspended', rank: 0, nextStep: 'resume' },
  'job-suspended': { state: 'suspended', rank: 0, nextStep: 'resume' },
  completed: { state: 'completed', rank: 0, nextStep: null },
  scheduled: { state: 'scheduled', rank: 0, nextStep: null },
  'job-running': { state: 'running', rank: 1, nextStep: null },
  stopping: { state: 'stopping', rank: 5, nextStep: null },
  deleting: { state: 'deleting', rank: 5, nextStep: null },
  accepted: { state: 'starting', rank: 10, nextStep: null },
  'rolling-out': { state: 'starting', rank: 11, nextStep: null },
  'waiting-for-node': { state: 'starting', rank: 12, nextStep: null },
  'volume-being-made': { state: 'starting', rank: 13, nextStep: null },
  mounting: { state: 'starting', rank: 14, nextStep: null },
  'image-pulling': { state: 'starting', rank: 15, nextStep: null },
  'container-starting': { state: 'starting', rank: 16, nextStep: null },
  'waiting-for-ready': { state: 'starting', rank: 17, nextStep: null },
  'volume-waits-for-first-use': { state: 'starting', rank: 13, nextStep: null },
  'volume-in-files': { state: 'starting', rank: 18, nextStep: null },
  'image-pull-slow': { state: 'starting', rank: 20, nextStep: 'wait' },
  'waits-for-retry': { state: 'waiting', rank: 21, nextStep: 'wait' },
  'schedule-missed': { state: 'scheduled', rank: 24, nextStep: 'run-now' },
  'ingress-without-address': { state: 'running', rank: 30, nextStep: 'ask-admin' },
  'service-without-endpoints': { state: 'running', rank: 31, nextStep: 'edit-ports' },
  'restarted-by-probe': { state: 'running', rank: 34, nextStep: 'edit-probe' },
  'mount-slow': { state: 'starting', rank: 36, nextStep: 'wait' },
  'probe-failed': { state: 'starting', rank: 40, nextStep: 'edit-probe' },
  'probe-timeout': { state: 'starting', rank: 41, nextStep: 'edit-probe' },
  'probe-status': { state: 'starting', rank: 42, nextStep: 'look-at-logs' },
  'probe-refused': { state: 'starting', rank: 43, nextStep: 'look-at-logs' },
  'wrong-port': { state: 'failed', rank: 44, nextStep: 'edit-ports' },
  'listens-on-loopback': { state: 'failed', rank: 45, nextStep: 'edit-command' },
  'no-node-fits': { state: 'waiting', rank: 50, nextStep: 'edit-size' },
  'too-many-pods': { state: 'waiting', rank: 51, nextStep: 'ask-admin' },
  'too-little-cpu': { state: 'waiting', rank: 52, nextStep: 'edit-size' },
  'too-little-memory': { state: 'waiting', rank: 53, nextStep: 'edit-size' },
  'too-little-gpu': { state: 'waiting', rank: 54, nextStep: 'edit-size' },
  'too-little-resource': { state: 'waiting', rank: 54.5, nextStep: 'ask-admin' },
  'preempted-waiting': { state: 'waiting', rank: 59.5, nextStep: 'wait' },
  'too-little-scratch': { state: 'waiting', rank: 55, nextStep: 'edit-size' },
  'node-taints': { state: 'waiting', rank: 56, nextStep: 'ask-admin' },
  'node-selector': { state: 'waiting', rank: 57, nextStep: 'ask-admin' },
  'nodes-not-ready': { state: 'waiting', rank: 49, nextStep: 'ask-admin' },
  'nodes-closed': { state: 'waiting', rank: 58, nextStep: 'ask-admin' },
  'no-nodes': { state: 'waiting', rank: 59, nextStep: 'ask-admin' },
  'volume-in-use': { state: 'waiting', rank: 60, nextStep: 'stop-other' },
  'volume-elsewhere': { state: 'waiting', rank: 61, nextStep: 'stop-other' },
  'volume-out-of-reach': { state: 'waiting', rank: 61.5, nextStep: 'ask-admin' },
  'volume-not-bound': { state: 'waiting', rank: 62, nextStep: 'open-volume' },
  'volume-provisioning-failed': { state: 'waiting', rank: 63, nextStep: 'open-volume' },
  'volume-mode-wrong': { state: 'failed', rank: 64, nextStep: 'open-volume' },
  'volume-deleting': { state: 'failed', rank: 65, nextStep: 'edit-mounts' },
  'volume-lost': { state: 'failed', rank: 66, nextStep: 'ask-admin' },
  'volume-missing': { state: 'failed', rank: 67, nextStep: 'edit-mounts' },
  'mount-failed': { state: 'failed', rank: 68, nextStep: 'edit-mounts' },
  'network-setup-failed': { state: 'waiting', rank: 69, nextStep: 'ask-admin' },
  'registry-busy': { state: 'waiting', rank: 70, nextStep: 'wait' },
  'registry-failing': { state: 'waiting', rank: 70.5, nextStep: 'wait' },
  'registry-unreachable': { state: 'waiting', rank: 71, nextStep: 'edit-image' },
  'registry-insecure': { state: 'failed', rank: 71.5, nextStep: 'ask-admin' },
  'registry-untrusted': { state: 'failed', rank: 72, nextStep: 'ask-admin' },
  'image-pull-failed': { state: 'failed', rank: 73, nextStep: 'edit-image' },
  'image-refused': { state: 'failed', rank: 74, nextStep: 'edit-pull-secrets' },
  'image-not-found': { state: 'failed', rank: 75, nextStep: 'edit-image' },
  'image-tag-unknown': { state: 'failed', rank: 76, nextStep: 'edit-image' },
  'image-wrong-platform': { state: 'failed', rank: 77, nextStep: 'edit-image' },
  'image-not-on-node': { state: 'failed', rank: 78, nextStep: 'edit-image' },
  'image-name-invalid': { state: 'failed', rank: 79, nextStep: 'edit-image' },
  'node-disk-full': { state: 'waiting', rank: 80, nextStep: 'ask-admin' },
  'config-map-missing': { state: 'failed', rank: 81, nextStep: 'open-config' },
  'config-key-missing': { state: 'failed', rank: 82, nextStep: 'open-config' },
  'secret-missing': { state: 'failed', rank: 83, nextStep: 'open-config' },
  'secret-key-missing': { state: 'failed', rank: 84, nextStep: 'open-config' },
  'needs-root': { state: 'failed', rank: 85, nextStep: 'edit-user' },
  'container-refused': { state: 'failed', rank: 86, nextStep: 'edit-command' },
  'command-not-found': { state: 'failed', rank: 87, nextStep: 'edit-command' },
  'command-not-permitted': { state: 'failed', rank: 88, nextStep: 'edit-command' },
  'program-wrong-platform': { state: 'failed', rank: 89, nextStep: 'edit-image' },
  'folder-missing': { state: 'failed', rank: 90, nextStep: 'edit-command' },
  'exits-at-once': { state: 'failed', rank: 91, nextStep: 'edit-command' },
  'exits-with-error': { state: 'failed', rank: 92, nextStep: 'look-at-logs' },
  'crash-loop': { state: 'failed', rank: 93, nextStep: 'look-at-logs' },
  'oom-killed': { state: 'failed', rank: 94, nextStep: 'edit-size' },
  'oom-killed-node': { state: 'failed', rank: 95, nextStep: 'ask-admin' },
  'volume-full': { state: 'failed', rank: 96, nextStep: 'open-volume' },
  evicted: { state: 'failed', rank: 97, nextStep: 'start-again' },
  'evicted-memory': { state: 'failed', rank: 98, nextStep: 'edit-size' },
  'evicted-disk': { state: 'failed', rank: 99, nextStep: 'start-again' },
  'scratch-full': { state: 'failed', rank: 100, nextStep: 'edit-mounts' },
  preempted: { state: 'failed', rank: 101, nextStep: 'start-again' },
  'pod-time-limit': { state: 'failed', rank: 102, nextStep: 'edit-time-limit' },
  'job-time-limit': { state: 'failed', rank: 103, nextStep: 'edit-time-limit' },
  'job-failed': { state: 'failed', rank: 104, nextStep: 'look-at-logs' },
  'job-back-off-limit': { state: 'failed', rank: 105, nextStep: 'look-at-logs' },
  'schedule-never-fires': { state: 'failed', rank: 106, nextStep: 'edit-schedule' },
  'schedule-invalid': { state: 'failed', rank: 107, nextStep: 'edit-schedule' },
  'quota-exceeded': { state: 'waiting', rank: 110, nextStep: 'open-quota' },
  'limit-range-refused': { state: 'failed', rank: 111, nextStep: 'edit-size' },
  'pod-security-refused': { state: 'failed', rank: 112, nextStep: 'edit-user' },
  'policy-refused': { state: 'failed', rank: 113, nextStep: 'edit' },
  'creation-refused': { state: 'failed', rank: 114, nextStep: 'edit' },
  'stuck-terminating': { state: 'deleting', rank: 115, nextStep: 'ask-admin' },
  'stuck-on-finalizer': { state: 'deleting', rank: 116, nextStep: 'ask-admin' },
  'stuck-on-node': { state: 'deleting', rank: 117, nextStep: 'ask-admin' },
  'node-not-ready': { state: 'degraded', rank: 118, nextStep: 'ask-admin' },
  'rollout-stuck': { state: 'failed', rank: 25, nextStep: 'look-at-logs' },
  unknown: { state: 'unknown', rank: 26, nextStep: 'look-at-events' },
} as const satisfies Record<string, ReasonRule>

export type Reason = keyof typeof REASONS

/** What was found at one object, before it is known what it means for the whole. */
export interface Diagnosis {
  reason: Reason
  parameters?: MessageParams
  causes?: Cause[]
  evidence?: Evidence[]
  since?: string | null
  /** What the next step leads to. */
  target?: string | null
  /** Where it means something else than by the table: a job that waits for its retry has not failed. */
  state?: WorkloadState
}

const RULES: Record<Reason, ReasonRule> = REASONS

export function getRank({ reason }: Pick<Diagnosis, 'reason'>): number {
  return RULES[reason].rank
}

/** The worst one; of two that are as bad, the first. */
export function pickWorst(found: readonly (Diagnosis | null)[]): Diagnosis | null {
  let worst: Diagnosis | null = null
  for (const one of found) if (one && (!worst || getRank(one) > getRank(worst))) worst = one
  return worst
}

export function toExplanation(diagnosis: Diagnosis, state?: WorkloadState): Explanation {
  const { reason, parameters = {}, causes = [], evidence = [], since = null, target = null } = diagnosis
  const rule = RULES[reason]
  return {
    state: state ?? diagnosis.state ?? rule.state,
    reason,
    parameters,
    causes,
    evidence,
    nextStep: rule.nextStep === null ? null : { code: rule.nextStep, target },
    since,
  }
}

/** How long something milder has to hold until it is said instead of something worse. */
const SETTLE_MS = 10_000

/**
 * What to show after `previous`: a program that crashes looks fine for a moment before each crash, and a page that says
 * so every few seconds helps nobody. What was wished for (stopped, deleted) counts at once.
 */
export function keepWorse(options: {
  previous: Explanation | null
  previousAtMs: number
  next: Explanation
  nowMs: number
}): Explanation {
  const { previous, previousAtMs, next, nowMs } = options
  if (!previous || nowMs - previousAtMs >= SETTLE_MS) return next
  if (previous.state !== 'failed' && previous.state !== 'degraded' && previous.state !== 'waiting') return next
  const isMilder = next.state === 'starting' || next.state === 'running'
  return isMilder && rankOf(next.reason) < rankOf(previous.reason) ? previous : next
}

const isReason = (code: string): code is Reason => code in REASONS
const rankOf = (code: string) => (isReason(code) ? RULES[code].rank : 0)
