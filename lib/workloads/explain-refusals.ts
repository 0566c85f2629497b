import { isGpuResource } from '#lib/env/gpu-resources.ts'
import type { MessageParams } from '#lib/errors.ts'
import { formatAmount } from '#lib/format.ts'
import type { AmountUnit } from '#lib/format.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import type { QuotaResource } from '#lib/quota/schema.ts'
import { cut, findEvent, hasLasted, toConditionEvidence, toEventEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import type { Diagnosis } from './explain-reasons.ts'
import { findCondition } from './objects-facts.ts'
import type { Condition, Facts } from './objects-facts.ts'

/** A controller that was not let make anything tries again within minutes; an older refusal may have been answered. */
const REFUSAL_SECONDS = 20 * 60

/** Why the pods of a ReplicaSet or Job, or the jobs of a CronJob, could not be made; null when nobody refused them. */
export function diagnoseRefusal(
  owner: Facts & { conditions?: readonly Condition[] },
  context: ExplainContext,
): Diagnosis | null {
  const condition = findCondition(owner.conditions ?? [], 'ReplicaFailure')
  if (condition?.status === 'True') {
    return {
      ...parseRefusal(condition.message),
      evidence: [toConditionEvidence(owner, condition)],
      since: condition.since,
    }
  }
  const event = findEvent(owner, context, { reason: /^(FailedCreate|SuccessfulCreate)$/ })
  if (event?.reason !== 'FailedCreate' || hasLasted(event.lastAt, REFUSAL_SECONDS, context)) return null
  return { ...parseRefusal(event.message), evidence: [toEventEvidence(event)], since: event.firstAt }
}

/**
 * Reads what an API server says when it refuses a pod or a job. https://github.com/kubernetes/kubernetes/tree/v1.36.3
 * (plugin/pkg/admission, staging/src/k8s.io/pod-security-admission)
 */
export function parseRefusal(whole: string): Pick<Diagnosis, 'reason' | 'parameters' | 'causes'> {
  const message = cut(whole)
  const quota = /exceeded quota: ([^,]+), requested: (.+), used: (.+), limited: (.+?)\s*$/s.exec(message)
  if (quota) return parseQuotaRefusal(quota)
  const security = /violates PodSecurity "([^":]+)(?::[^"]*)?": (.+)$/s.exec(message)
  if (security) return parseSecurityRefusal(security)
  const policy = /ValidatingAdmissionPolicy '([^']+)'(?: with binding '[^']*')? denied request: (.+)$/s.exec(message)
  if (policy) return { reason: 'policy-refused', parameters: { policy: policy[1] ?? '', detail: cutText(policy[2]) } }
  const webhook = /admission webhook "([^"]+)" denied the request:? ?(.*)$/s.exec(message)
  if (webhook)
    return { reason: 'policy-refused', parameters: { policy: webhook[1] ?? '', detail: cutText(webhook[2]) } }
  const limits =
    /\b(minimum|maximum) (\S+) usage per \S+ is ([^\s,]+?)(?:\.(?:\s|$)|, but (?:request|limit) is ([^\s,\]]+))/.exec(
      message,
    )
  if (limits) {
    const [, bound = '', resource = '', limit = '', asked = ''] = limits
    const parameters = { bound, resource, limit: toShown(resource, limit), asked: toShown(resource, asked) }
    return { reason: 'limit-range-refused', parameters }
  }
  const ratio = /(\S+) max limit to request ratio per \S+ is ([^\s,]+)/.exec(message)
  if (ratio) {
    const [, resource = '', limit = ''] = ratio
    return { reason: 'limit-range-refused', parameters: { bound: 'ratio', resource, limit, asked: '' } }
  }
  return { reason: 'creation-refused', parameters: { detail: cutText(message) } }
}

/** The rules of https://kubernetes.io/docs/concepts/security/pod-security-standards/ by what is said when they are broken. */
const SECURITY_RULES: [RegExp, string][] = [
  [/runAsNonRoot != true|runAsUser=0/, 'security-root'],
  [/privileged \(/, 'security-privileged'],
  [/host namespaces|hostPort|hostPath|restricted volume types/, 'security-host'],
  [/capabilities/, 'security-capabilities'],
  [/allowPrivilegeEscalation/, 'security-escalation'],
  [/seccompProfile/, 'security-seccomp'],
]

/** Who runs as root breaks other rules along with that one, and mending it mends them. */
function parseSecurityRefusal([, level = '', detail = '']: RegExpExecArray) {
  const broken = SECURITY_RULES.flatMap(([pattern, code]) => (pattern.test(detail) ? [code] : []))
  const codes = broken.includes('security-root') ? ['security-root'] : broken
  return {
    reason: 'pod-security-refused' as const,
    parameters: { level, detail: cutText(detail) },
    causes: codes.map((code) => ({ catalogue: 'causes' as const, code, parameters: {} })),
  }
}

/** The lines of the quota page by their names in a ResourceQuota; pages put the line's own name in its place. */
const RESOURCES: Record<string, QuotaResource> = {
  cpu: 'cpu',
  memory: 'memory',
  pods: 'pods',
  persistentvolumeclaims: 'volumes',
  'limits.cpu': 'cpu',
  'requests.cpu': 'cpu',
  'limits.memory': 'memory',
  'requests.memory': 'memory',
  'requests.storage': 'storage',
  'limits.ephemeral-storage': 'ephemeral-storage',
  'requests.ephemeral-storage': 'ephemeral-storage',
  'count/pods': 'pods',
  'count/jobs.batch': 'jobs',
  'count/configmaps': 'config-maps',
  'count/secrets': 'secrets',
  'count/services': 'services',
}

function findResource(name: string): QuotaResource | undefined {
  return isGpuResource(name.replace(/^requests\./, '')) ? 'gpu' : RESOURCES[name]
}

const UNITS: Partial<Record<QuotaResource, AmountUnit>> = {
  cpu: 'millicores',
  memory: 'bytes',
  storage: 'bytes',
  'ephemeral-storage': 'bytes',
}

/** "2Gi" as people read it; what is no amount stays as it is. */
function toShown(resource: string, amount: string): string {
  const unit = UNITS[findResource(resource) ?? 'pods'] ?? 'count'
  const value = parseAmount(amount || undefined, unit)
  return value === null ? amount : formatAmount({ value, unit }, 'en')
}

/** Several amounts may be too large at once: the first is named in the sentence, all of them as causes. */
function parseQuotaRefusal([, quota = '', requested = '', used = '', limited = '']: RegExpExecArray) {
  const asked = parseAmounts(requested)
  const taken = parseAmounts(used)
  const causes = [...parseAmounts(limited)].map(([name, limit]) => ({
    catalogue: 'causes' as const,
    code: 'quota',
    parameters: {
      resource: findResource(name) ?? name,
      requested: toShown(name, asked.get(name) ?? ''),
      used: toShown(name, taken.get(name) ?? ''),
      limit: toShown(name, limit),
    },
  }))
  const [first] = causes
  const parameters: MessageParams = {
    quota,
    ...(first?.parameters ?? { resource: '', requested, used, limit: limited }),
  }
  return { reason: 'quota-exceeded' as const, parameters, causes }
}

function parseAmounts(text: string): Map<string, string> {
  return new Map(
    text.split(',').flatMap((pair) => {
      const [name, amount] = pair.trim().split('=')
      return name && amount ? [[name, amount] as const] : []
    }),
  )
}

const cutText = (text = '') => text.trim().slice(0, 300)
