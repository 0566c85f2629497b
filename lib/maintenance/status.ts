import type { SpaceDrift } from '#lib/spaces/schema.ts'
import type { CachedStorageClass } from '#lib/storage/objects-classes.ts'
import { HEALTH_CHECKS } from './schema.ts'
import type { HealthCheck, HealthCheckView, HealthLevel, HealthProblem, ListAge, ProbeView } from './schema.ts'
import { listClassProblems } from './status-classes.ts'
import { buildProblem } from './status-problem.ts'

/** What asking the cluster gave, or why it gave nothing. */
export type Answer<T> = { isKnown: true; value: T } | { isKnown: false; facts: string }

/** What has to be asked for; the rest lies in the portal's own lists. */
export interface AskedFacts {
  askedAt: string
  server: Answer<{ version: string; skewMs: number | null }>
  rights: Answer<{ missing: string[]; isComplete: boolean }>
  usage: Answer<UsageFacts>
  /** Pods of API servers that can be seen, and how many of them encrypt what they store. */
  secrets: Answer<{ apiServers: number; encrypting: number }>
  probe: Answer<ProbeView>
}

export interface UsageFacts {
  /** Why the source of numbers does not answer, a line each; empty when it does. */
  silent: readonly string[]
  /** What it should have numbers of and has not, by the names of the metrics. */
  missing: readonly string[]
}

export interface HealthFacts {
  settings: {
    storageClass: string | null
    storageClasses: readonly string[]
    usageSource: 'kubelet' | 'prometheus' | 'metrics' | 'none'
  }
  /** Null: the list was never read. */
  classes: readonly CachedStorageClass[] | null
  lists: readonly ListAge[]
  drift: readonly SpaceDrift[]
  /** Null: not asked yet. */
  asked: AskedFacts | null
}

/** A session, a token and a certificate all bear a clock that is a little wrong. */
const SKEW_WARNING_MS = 5000
const SKEW_DANGER_MS = 60_000
/** From where on nothing may be changed by what is known. */
const OLD_SECONDS = 30
const OLDEST_VERSION = [1, 30] as const

const RANK: Record<HealthLevel, number> = { danger: 0, warning: 1, unknown: 2 }

/** Every problem that the facts show; the worst first, and within that in the order of the checks. */
export function listProblems(facts: HealthFacts): HealthProblem[] {
  const { asked } = facts
  const problems = [
    ...(asked ? listServerProblems(asked) : []),
    ...(asked ? listRightsProblems(asked) : []),
    ...facts.lists.flatMap(toListProblem),
    ...listSpaceProblems(facts.drift),
    ...listClassProblems(facts),
    ...listUsageProblems(facts),
    ...(asked ? listPolicyProblems(asked) : []),
    ...(asked ? listSecretProblems(asked) : []),
  ]
  return problems.toSorted(
    (a, b) => RANK[a.level] - RANK[b.level] || HEALTH_CHECKS.indexOf(a.check) - HEALTH_CHECKS.indexOf(b.check),
  )
}

const ASKED_CHECKS: readonly HealthCheck[] = ['cluster', 'clock', 'rights', 'usage', 'network-policies', 'secrets']

/** The worst that was found for each check; what only asking tells is pending until then. */
export function toCheckViews(facts: HealthFacts, problems: readonly HealthProblem[]): HealthCheckView[] {
  return HEALTH_CHECKS.map((check) => {
    const worst = problems
      .filter((problem) => problem.check === check)
      .toSorted((a, b) => RANK[a.level] - RANK[b.level])[0]
    if (worst) return { check, state: worst.level }
    const isPending = facts.asked === null ? ASKED_CHECKS.includes(check) : isUnanswered(check, facts.asked)
    return { check, state: isPending ? 'pending' : 'good' }
  })
}

/** An API server that is away tells nothing of the clock either. */
function isUnanswered(check: HealthCheck, { server }: AskedFacts): boolean {
  return check === 'clock' && (!server.isKnown || server.value.skewMs === null)
}

function listServerProblems({ server }: AskedFacts): HealthProblem[] {
  if (!server.isKnown) {
    return [buildProblem({ code: 'cluster-away', check: 'cluster', level: 'danger', facts: server.facts })]
  }
  const { version, skewMs } = server.value
  const problems: HealthProblem[] = []
  if (isTooOld(version)) {
    const values = { version, oldest: OLDEST_VERSION.join('.') }
    problems.push(buildProblem({ code: 'kubernetes-too-old', check: 'cluster', level: 'danger', values }))
  }
  if (skewMs !== null && Math.abs(skewMs) >= SKEW_WARNING_MS) {
    problems.push(
      buildProblem({
        code: 'clock-skew',
        check: 'clock',
        level: Math.abs(skewMs) >= SKEW_DANGER_MS ? 'danger' : 'warning',
        values: { seconds: Math.round(Math.abs(skewMs) / 1000), direction: skewMs > 0 ? 'behind' : 'ahead' },
      }),
    )
  }
  return problems
}

/** "v1.36.3", "v1.30+"; a version that cannot be read is not called old. */
function isTooOld(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined || minor === undefined) return false
  const [oldestMajor, oldestMinor] = OLDEST_VERSION
  return Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor)
}

function listRightsProblems({ rights }: AskedFacts): HealthProblem[] {
  if (!rights.isKnown) {
    return [buildProblem({ code: 'rights-unknown', check: 'rights', level: 'unknown', facts: rights.facts })]
  }
  const { missing, isComplete } = rights.value
  if (missing.length === 0) return []
  const facts = missing.join('\n')
  // Some authorizers cannot list what they allow; what is not in the list may still be allowed.
  if (!isComplete) return [buildProblem({ code: 'rights-unknown', check: 'rights', level: 'unknown', facts })]
  const values = { count: missing.length }
  return [buildProblem({ code: 'rights-missing', check: 'rights', level: 'danger', values, facts })]
}

function toListProblem({ name, ageSeconds, isOptional }: ListAge): HealthProblem[] {
  const level = isOptional ? 'warning' : 'danger'
  if (ageSeconds === null) return [buildProblem({ code: 'list-missing', check: 'lists', level, subject: name })]
  if (ageSeconds <= OLD_SECONDS) return []
  return [buildProblem({ code: 'list-old', check: 'lists', level, subject: name, values: { seconds: ageSeconds } })]
}

function listSpaceProblems(drift: readonly SpaceDrift[]): HealthProblem[] {
  const foreign = drift.filter((space) => space.drift.some(({ problem }) => problem === 'foreign'))
  const mendable = drift.filter(canRepair)
  const problems = foreign.map((space) =>
    buildProblem({
      code: 'space-foreign',
      check: 'spaces',
      level: 'danger',
      subject: space.spaceId,
      facts: formatDrift(space),
    }),
  )
  if (mendable.length === 0) return problems
  const values = { count: mendable.length }
  return [...problems, buildProblem({ code: 'spaces-drifted', check: 'spaces', level: 'warning', values })]
}

/** What is being deleted, or is somebody else's, is not mended by writing it again. */
export function canRepair({ drift }: SpaceDrift): boolean {
  return drift.length > 0 && drift.every(({ problem }) => problem === 'missing' || problem === 'changed')
}

function formatDrift({ namespace, drift }: SpaceDrift): string {
  return drift.map(({ objectKind, name, problem }) => `${objectKind} ${namespace}/${name}: ${problem}`).join('\n')
}

function listUsageProblems({ settings, asked }: HealthFacts): HealthProblem[] {
  const values = { source: settings.usageSource }
  if (settings.usageSource === 'none') return [buildProblem({ code: 'usage-off', check: 'usage', level: 'unknown' })]
  if (!asked) return []
  const { usage } = asked
  const { silent, missing } = usage.isKnown ? usage.value : { silent: [usage.facts], missing: [] }
  const build = (code: HealthProblem['code'], lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [buildProblem({ code, check: 'usage', level: 'warning', values, facts: lines.join('\n') })]
  return [
    ...build(settings.usageSource === 'prometheus' ? 'prometheus-away' : 'usage-silent', silent),
    ...build('metrics-missing', missing),
  ]
}

function listPolicyProblems({ probe }: AskedFacts): HealthProblem[] {
  const build = (code: HealthProblem['code'], level: HealthLevel, facts: string | null) => [
    buildProblem({ code, check: 'network-policies', level, facts }),
  ]
  if (!probe.isKnown) return build('policies-unknown', 'unknown', probe.facts)
  const { state, facts } = probe.value
  if (state === 'never' || state === 'running') return build('policies-unknown', 'unknown', facts)
  if (state === 'unclear') return build('policies-unclear', 'unknown', facts)
  return state === 'not-enforced' ? build('policies-not-enforced', 'danger', facts) : []
}

function listSecretProblems({ secrets }: AskedFacts): HealthProblem[] {
  if (!secrets.isKnown || secrets.value.apiServers === 0) {
    const facts = secrets.isKnown ? null : secrets.facts
    return [buildProblem({ code: 'secrets-unknown', check: 'secrets', level: 'unknown', facts })]
  }
  const { apiServers, encrypting } = secrets.value
  if (encrypting === apiServers) return []
  const values = { count: apiServers - encrypting, all: apiServers }
  return [buildProblem({ code: 'secrets-plain', check: 'secrets', level: 'warning', values })]
}
