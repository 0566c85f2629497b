import type { MessageParams } from '#lib/errors.ts'
import { findEvent, hasLasted, toConditionEvidence, toEventEvidence } from './explain-evidence.ts'
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
export function parseRefusal(message: string): Pick<Diagnosis, 'reason' | 'parameters' | 'causes'> {
  const quota = /exceeded quota: ([^,]+), requested: (.+), used: (.+), limited: (.+?)\s*$/s.exec(message)
  if (quota) return parseQuotaRefusal(quota)
  const missing = /failed quota: ([^:]+): must specify ([^;\n]+)/.exec(message)
  if (missing) {
    return {
      reason: 'quota-exceeded',
      parameters: { quota: missing[1] ?? '', resource: missing[2] ?? '', requested: '', used: '', limit: '' },
    }
  }
  const security = /violates PodSecurity "([^":]+)(?::[^"]*)?": (.+)$/s.exec(message)
  if (security)
    return { reason: 'pod-security-refused', parameters: { level: security[1] ?? '', detail: cutText(security[2]) } }
  const policy = /ValidatingAdmissionPolicy '([^']+)'(?: with binding '[^']*')? denied request: (.+)$/s.exec(message)
  if (policy) return { reason: 'policy-refused', parameters: { policy: policy[1] ?? '', detail: cutText(policy[2]) } }
  const webhook = /admission webhook "([^"]+)" denied the request:? ?(.*)$/s.exec(message)
  if (webhook)
    return { reason: 'policy-refused', parameters: { policy: webhook[1] ?? '', detail: cutText(webhook[2]) } }
  const limits =
    /\b(minimum|maximum) (\S+) usage per (\S+) is ([^\s,]+?)(?:\.|, but (request|limit) is ([^\s,.\]]+))/.exec(message)
  if (limits) {
    const [, bound = '', resource = '', , limit = '', , asked = ''] = limits
    return { reason: 'limit-range-refused', parameters: { bound, resource, limit, asked } }
  }
  const ratio = /(\S+) max limit to request ratio per (\S+) is ([^\s,]+)/.exec(message)
  if (ratio)
    return {
      reason: 'limit-range-refused',
      parameters: { bound: 'ratio', resource: ratio[1] ?? '', limit: ratio[3] ?? '', asked: '' },
    }
  return { reason: 'creation-refused', parameters: { detail: cutText(message) } }
}

/** Several amounts may be too large at once: the first is named in the sentence, all of them as causes. */
function parseQuotaRefusal([, quota = '', requested = '', used = '', limited = '']: RegExpExecArray) {
  const asked = parseAmounts(requested)
  const taken = parseAmounts(used)
  const causes = [...parseAmounts(limited)].map(([resource, limit]) => ({
    catalogue: 'causes' as const,
    code: 'quota',
    parameters: { resource, requested: asked.get(resource) ?? '', used: taken.get(resource) ?? '', limit },
  }))
  const parameters: MessageParams = {
    quota,
    ...(causes[0]?.parameters ?? { resource: '', requested, used, limit: limited }),
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
