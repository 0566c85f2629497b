import { formatAmount } from '#lib/format.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import { findEvent, hasLasted, toConditionEvidence, toEventEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import type { Diagnosis, Reason } from './explain-reasons.ts'
import { diagnoseClaims, findHolderElsewhere, findLateClaim, getWorkloadName, isFileServer } from './explain-volumes.ts'
import { findCondition } from './objects-facts.ts'
import type { PodFacts } from './objects-pods.ts'
import type { Cause } from './schema.ts'

/** A cluster that is only slow places a pod within that time; before it nobody is alarmed. */
const GRACE_SECONDS = 5

interface NodeCause {
  code: string
  /** What is said when no other cause keeps a node away. */
  reason: Reason
  pattern: RegExp
}

/**
 * What the scheduler says of nodes, by its own words since Kubernetes 1.30; a number of nodes stands before each.
 * https://github.com/kubernetes/kubernetes/tree/v1.36.3/pkg/scheduler/framework/plugins
 */
const NODE_CAUSES: NodeCause[] = [
  { code: 'cpu', reason: 'too-little-cpu', pattern: /^Insufficient cpu$/ },
  { code: 'memory', reason: 'too-little-memory', pattern: /^Insufficient memory$/ },
  { code: 'scratch', reason: 'too-little-scratch', pattern: /^Insufficient ephemeral-storage$/ },
  { code: 'gpu', reason: 'too-little-gpu', pattern: /^Insufficient (nvidia\.com\/\S+|\S*\bgpu\b\S*)$/ },
  // Whatever else a machine may offer: other devices, large pages.
  { code: 'resource', reason: 'too-little-resource', pattern: /^Insufficient (\S+)$/ },
  { code: 'pods', reason: 'too-many-pods', pattern: /^Too many pods$/ },
  {
    code: 'not-ready',
    reason: 'nodes-not-ready',
    pattern: /^node\(s\) had untolerated taint\(?s?\)? \{node\.kubernetes\.io\/(?:not-ready|unreachable)/,
  },
  { code: 'taint', reason: 'node-taints', pattern: /^node\(s\) had untolerated taint(?:\(s\)| \{([^:}]+).*\})?$/ },
  { code: 'taint', reason: 'node-taints', pattern: /^node\(s\) had taints that the pod didn't tolerate$/ },
  { code: 'closed', reason: 'nodes-closed', pattern: /^node\(s\) were unschedulable$/ },
  {
    code: 'selector',
    reason: 'node-selector',
    pattern: /^node\(s\) didn't (?:match Pod's node affinity\/selector|match the requested node name)$/,
  },
  {
    code: 'volume',
    reason: 'volume-out-of-reach',
    pattern:
      /^node\(s\) (?:had volume node affinity conflict|didn't match PersistentVolume's node affinity|had no available volume zone)$/,
  },
  {
    code: 'volume-binding',
    reason: 'volume-not-bound',
    pattern: /^node\(s\) (?:didn't find available persistent volumes to bind|did not have enough free storage)$/,
  },
  {
    code: 'volume-in-use',
    reason: 'volume-in-use',
    pattern: /^node\(s\) (?:unavailable due to PersistentVolumeClaim with ReadWriteOncePod|had no available disk)/,
  },
  {
    code: 'volume-lost',
    reason: 'volume-lost',
    pattern: /^node\(s\) unavailable due to one or more pvc\(s\) bound to non-existent pv\(s\)$/,
  },
  { code: 'volume-count', reason: 'no-node-fits', pattern: /^node\(s\) exceed max volume count$/ },
  { code: 'ports', reason: 'no-node-fits', pattern: /^node\(s\) didn't have free ports/ },
  { code: 'spread', reason: 'no-node-fits', pattern: /^node\(s\) didn't (?:match pod|satisfy existing pods) / },
]

interface NodeCount {
  nodes: number
  code: string
  reason: Reason
  detail: string
}

/** What keeps how many nodes away; null for a text that is not about nodes. What is not known is there as "other". */
function parseSchedulingMessage(message: string): { total: number; counts: NodeCount[] } | null {
  const [, total, rest = ''] = /^0\/(\d+) nodes are available:?\s*(.*)$/s.exec(message) ?? []
  if (total === undefined) return null
  // What follows is about making room by ending others.
  const [about = ''] = rest.split(/\bpreemption: /)
  const counts = [...about.matchAll(/(?:^|[,.] )(\d+) (.+?)(?=, \d+ |\. |\.?\s*$)/gs)].map(([, nodes, text = '']) => {
    const clause = text.replace(/\.\s*$/, '').trim()
    const known = NODE_CAUSES.find(({ pattern }) => pattern.test(clause))
    const detail = (known?.pattern.exec(clause)?.[1] ?? (known ? '' : clause)).slice(0, 200)
    return { nodes: Number(nodes), code: known?.code ?? 'other', reason: known?.reason ?? ('unknown' as const), detail }
  })
  return { total: Number(total), counts }
}

/** Why a pod has no node; it has none. */
export function diagnoseScheduling(pod: PodFacts, context: ExplainContext): Diagnosis {
  const condition = findCondition(pod.conditions, 'PodScheduled')
  const event = findEvent(pod, context, { reason: /^FailedScheduling$/ })
  const message = (condition?.status === 'False' && condition.message) || event?.message || ''
  const since = condition?.since ?? pod.createdAt
  const evidence = [
    ...(condition?.message ? [toConditionEvidence(pod, condition)] : []),
    ...(event && event.message !== condition?.message ? [toEventEvidence(event)] : []),
  ]
  const ofClaims = diagnoseClaims(pod, context)
  if (ofClaims) return { since, ...ofClaims, evidence: [...(ofClaims.evidence ?? []), ...evidence] }
  const isNew = !hasLasted(pod.createdAt, GRACE_SECONDS, context)
  if (message === '' || isNew) {
    const volume = findLateClaim(pod, context)
    if (volume !== null) return { reason: 'volume-waits-for-first-use', parameters: { volume }, evidence, since }
    return { reason: 'waiting-for-node', evidence, since }
  }
  if (message.startsWith('no nodes available to schedule pods')) return { reason: 'no-nodes', evidence, since }
  const claim = /persistentvolumeclaim "([^"]+)" (not found|is being deleted)/.exec(message)
  if (claim) {
    const volume = claim[1] ?? ''
    const reason = claim[2] === 'not found' ? 'volume-missing' : 'volume-deleting'
    return { reason, parameters: { volume }, evidence, since, target: volume }
  }
  const parsed = parseSchedulingMessage(message)
  // Claims that wait for their own disks are known by their claims; the rest of the sentence is noise.
  if (/unbound immediate PersistentVolumeClaims/.test(message)) return { reason: 'volume-being-made', evidence, since }
  if (!parsed || parsed.counts.length === 0) {
    return { reason: 'unknown', parameters: { object: pod.name }, evidence, since }
  }
  const counts = parsed.counts.map((one) => nameTaint(one, parsed.total, context))
  return { ...toNodeDiagnosis({ total: parsed.total, counts }, { pod, context }), evidence, since }
}

/**
 * The scheduler no longer says which taint it means, and a machine that is down has one as well. The machines themselves
 * tell, as long as all of them are known.
 */
function nameTaint(count: NodeCount, total: number, { index }: ExplainContext): NodeCount {
  if (count.code !== 'taint' || count.detail !== '' || index.nodes.size !== total) return count
  const nodes = [...index.nodes.values()]
  const tainted = nodes.filter(({ taints }) => taints.some(({ effect }) => effect !== 'PreferNoSchedule'))
  const down = nodes.filter(({ isReady }) => !isReady)
  if (down.length === count.nodes) return { ...count, code: 'not-ready', reason: 'nodes-not-ready' }
  if (down.length > 0 || tainted.length !== count.nodes) return count
  return { ...count, detail: [...new Set(tainted.flatMap(({ taints }) => taints.map(({ key }) => key)))].join(', ') }
}

function toNodeDiagnosis(
  { total, counts }: { total: number; counts: NodeCount[] },
  { pod, context }: { pod: PodFacts; context: ExplainContext },
): Diagnosis {
  const causes: Cause[] = counts.map(({ code, nodes, detail }) => ({
    catalogue: 'causes',
    code,
    parameters: { nodes, detail },
  }))
  const [first] = counts
  const isOnlyOne = first !== undefined && counts.every(({ reason }) => reason === first.reason)
  const reason = isOnlyOne ? first.reason : 'no-node-fits'
  const elsewhere = findHolderElsewhere(pod, context)
  const volume = elsewhere?.volume ?? pod.volumes.find(({ source }) => source === 'volume')?.object ?? ''
  const parameters = {
    nodes: total,
    cpu: sumUp(pod, 'cpu'),
    memory: sumUp(pod, 'memory'),
    detail: first?.detail ?? '',
    volume,
    object: pod.name,
  }
  if (reason === 'volume-in-use') {
    if (elsewhere && isFileServer(elsewhere.holder)) return { reason: 'volume-in-files', parameters, target: volume }
    return { reason, parameters, causes, target: elsewhere ? getWorkloadName(elsewhere.holder) : null }
  }
  return { reason, parameters, causes, target: reason.startsWith('volume') ? volume : null }
}

/** What all containers of a pod want to have set aside, as people read it. */
function sumUp({ containers }: PodFacts, resource: 'cpu' | 'memory'): string {
  const unit = resource === 'cpu' ? 'millicores' : 'bytes'
  const value = containers.reduce((sum, { requests }) => sum + (parseAmount(requests[resource], unit) ?? 0), 0)
  return formatAmount({ value, unit }, 'en')
}
