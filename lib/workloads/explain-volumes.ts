import { FILE_SERVER_LABEL, WORKLOAD_LABEL } from '#lib/spaces/objects-marks.ts'
import { findEvent, hasLasted, toEventEvidence, toObjectEvidence } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import type { Diagnosis } from './explain-reasons.ts'
import { pickWorst } from './explain-reasons.ts'
import type { PodFacts } from './objects-pods.ts'
import type { ClaimFacts, EventFacts } from './objects-surroundings.ts'

/** Mounting takes seconds, and its first tries may fail while another pod lets go. */
const MOUNT_GRACE_SECONDS = 20
const SLOW_MOUNT_SECONDS = 60
/** Provisioners try again by themselves. */
const PROVISION_GRACE_SECONDS = 15
const FULL_SHARE = 0.995

function listClaimNames({ volumes }: PodFacts): string[] {
  return volumes.flatMap(({ source, object }) => (source === 'volume' ? [object] : []))
}

/** What is wrong with the claims that a pod wants, before it has a node; null when nothing is, or when it is not known. */
export function diagnoseClaims(pod: PodFacts, context: ExplainContext): Diagnosis | null {
  const { claims } = context.index
  if (claims === null) return null
  return pickWorst(
    listClaimNames(pod).map((name) => {
      const claim = claims.get(`${pod.namespace}/${name}`)
      return claim
        ? diagnoseClaim(claim, pod, context)
        : { reason: 'volume-missing', parameters: { volume: name }, target: name }
    }),
  )
}

function diagnoseClaim(claim: ClaimFacts, pod: PodFacts, context: ExplainContext): Diagnosis | null {
  const about = { parameters: { volume: claim.name }, target: claim.name }
  if (claim.deletingSince !== null) {
    return {
      ...about,
      reason: 'volume-deleting',
      evidence: [toObjectEvidence(claim, 'deletionTimestamp', claim.deletingSince)],
    }
  }
  if (claim.phase === 'Lost')
    return { ...about, reason: 'volume-lost', evidence: [toObjectEvidence(claim, 'Lost', null)] }
  if (claim.phase === 'Bound') return diagnoseBoundClaim(claim, pod, context)
  const failure = findEvent(claim, context, { reason: /^ProvisioningFailed$/ })
  if (failure && hasLasted(failure.firstAt, PROVISION_GRACE_SECONDS, context))
    return toProvisioningFailure(claim, failure)
  const isLate = claim.storageClass !== null && context.index.lateClasses.has(claim.storageClass)
  if (isLate && claim.selectedNode === null) return null
  if (claim.selectedNode !== null || failure) {
    return { ...about, reason: 'volume-being-made', evidence: failure ? [toEventEvidence(failure)] : [] }
  }
  const waiting = findEvent(claim, context, { reason: /^(FailedBinding|ExternalProvisioning|Provisioning)$/ })
  return {
    ...about,
    reason: hasLasted(claim.createdAt, PROVISION_GRACE_SECONDS, context) ? 'volume-not-bound' : 'volume-being-made',
    evidence: waiting ? [toEventEvidence(waiting)] : [],
  }
}

/** A claim that gets its disk as soon as it is known where the pod will run; null when none of the pod's is one. */
export function findLateClaim(pod: PodFacts, { index }: ExplainContext): string | null {
  const isLate = (name: string) => {
    const claim = index.claims?.get(`${pod.namespace}/${name}`)
    return claim?.phase === 'Pending' && index.lateClasses.has(claim.storageClass ?? '')
  }
  return listClaimNames(pod).find(isLate) ?? null
}

function toProvisioningFailure(claim: ClaimFacts, event: EventFacts): Diagnosis {
  const isMode = /access ?modes?|ReadWriteMany|ReadWriteOnce|ReadOnlyMany/i.test(event.message)
  return {
    reason: isMode ? 'volume-mode-wrong' : 'volume-provisioning-failed',
    parameters: { volume: claim.name, mode: claim.accessModes.join(', '), class: claim.storageClass ?? '' },
    evidence: [toEventEvidence(event)],
    since: event.firstAt,
    target: claim.name,
  }
}

/** A volume that is another pod's alone, as far as that can be seen without asking the scheduler. */
function diagnoseBoundClaim(claim: ClaimFacts, pod: PodFacts, { index }: ExplainContext): Diagnosis | null {
  if (!claim.accessModes.includes('ReadWriteOncePod')) return null
  const holders = listHolders(claim, pod, index)
  const [holder] = holders.toSorted((a, b) => Number(isFileServer(a)) - Number(isFileServer(b)))
  if (!holder) return null
  if (isFileServer(holder)) return toFilesDiagnosis(claim.name, holder)
  return {
    reason: 'volume-in-use',
    parameters: { volume: claim.name, pod: holder.name },
    evidence: [toObjectEvidence(holder, `mounts ${claim.name}`, holder.startedAt)],
    target: getWorkloadName(holder),
  }
}

/** What people know a pod by. */
export const getWorkloadName = ({ name, labels }: PodFacts) => labels[WORKLOAD_LABEL] ?? name

/** It gives way by itself, so nobody is sent to stop it. */
export const isFileServer = ({ labels }: PodFacts) => labels[FILE_SERVER_LABEL] !== undefined

function toFilesDiagnosis(volume: string, holder: PodFacts): Diagnosis {
  return {
    reason: 'volume-in-files',
    parameters: { volume },
    evidence: [toObjectEvidence(holder, `mounts ${volume}`, holder.startedAt)],
    target: volume,
  }
}

function listHolders(claim: ClaimFacts, pod: PodFacts, index: ExplainContext['index']): PodFacts[] {
  const users = index.podsByClaim.get(`${claim.namespace}/${claim.name}`) ?? []
  return users.filter(
    (one) => one.uid !== pod.uid && one.nodeName !== null && one.phase !== 'Succeeded' && one.phase !== 'Failed',
  )
}

/** Who holds the volumes of a pod on another node; for the sentence about a volume that is elsewhere. */
export function findHolderElsewhere(
  pod: PodFacts,
  { index }: ExplainContext,
): { volume: string; holder: PodFacts } | null {
  for (const name of listClaimNames(pod)) {
    const claim = index.claims?.get(`${pod.namespace}/${name}`)
    const holder = claim && listHolders(claim, pod, index).find((one) => one.nodeName !== pod.nodeName)
    if (holder) return { volume: name, holder }
  }
  return null
}

/** Why the volumes of a pod that has a node are not there yet; null when nothing was said about them. */
export function diagnoseMounts(pod: PodFacts, context: ExplainContext): Diagnosis | null {
  const event = findEvent(pod, context, {
    reason: /^(FailedMount|FailedAttachVolume|FailedMapVolume)$/,
    message: MOUNT_WORTH_SAYING,
  })
  if (!event) return null
  const evidence = [toEventEvidence(event)]
  const since = event.firstAt
  const missing = parseMissingConfig(event.message, pod)
  if (missing) return { ...missing, evidence, since }
  if (/Multi-Attach error|NodeAffinity check failed|node affinity/i.test(event.message)) {
    const elsewhere = findHolderElsewhere(pod, context)
    const volume = elsewhere?.volume ?? listClaimNames(pod)[0] ?? ''
    if (elsewhere && isFileServer(elsewhere.holder)) {
      return { ...toFilesDiagnosis(volume, elsewhere.holder), evidence, since }
    }
    return {
      reason: 'volume-elsewhere',
      parameters: { volume, pod: elsewhere?.holder.name ?? '' },
      evidence,
      since,
      target: elsewhere ? getWorkloadName(elsewhere.holder) : null,
    }
  }
  const volume = findVolumeOf(event.message, pod)
  if (!hasLasted(since, MOUNT_GRACE_SECONDS, context))
    return { reason: 'mounting', parameters: { volume }, evidence, since }
  if (/timed out waiting for the condition|context deadline exceeded/.test(event.message)) {
    const isSlow = hasLasted(since, SLOW_MOUNT_SECONDS, context)
    return { reason: isSlow ? 'mount-slow' : 'mounting', parameters: { volume }, evidence, since, target: volume }
  }
  return { reason: 'mount-failed', parameters: { volume }, evidence, since, target: volume }
}

/** The kubelet's own lists lag behind for a moment after a pod has come: nobody can do anything about it. */
const MOUNT_WORTH_SAYING = /^(?!.*(not registered|failed to sync (configmap|secret) cache))/s

/** A ConfigMap, Secret or key that is not there, in the kubelet's words for mounts and for variables. */
export function parseMissingConfig(message: string, pod: Pick<PodFacts, 'volumes'>): Diagnosis | null {
  const missing = /\b(configmap|secret) "([^"]+)" not found/i.exec(message)
  if (missing) {
    const object = missing[2] ?? ''
    const reason = missing[1]?.toLowerCase() === 'secret' ? 'secret-missing' : 'config-map-missing'
    return { reason, parameters: { object }, target: object }
  }
  const key = /couldn't find key (\S+) in (ConfigMap|Secret) [^/\s]+\/(\S+)/.exec(message)
  if (key) {
    const reason = key[2] === 'Secret' ? 'secret-key-missing' : 'config-key-missing'
    return { reason, parameters: { key: key[1] ?? '', object: key[3] ?? '' }, target: key[3] ?? '' }
  }
  const mounted = /references non-existent (config|secret) key: (\S+)/.exec(message)
  if (!mounted) return null
  const object = findVolumeOf(message, pod)
  const reason = mounted[1] === 'secret' ? 'secret-key-missing' : 'config-key-missing'
  return { reason, parameters: { key: mounted[2] ?? '', object }, target: object }
}

/** What the volume of a pod that a message names is called by people. */
function findVolumeOf(message: string, { volumes }: Pick<PodFacts, 'volumes'>): string {
  const name = /for volume "([^"]+)"/.exec(message)?.[1] ?? /unmounted volumes=\[([^\],]+)/.exec(message)?.[1] ?? ''
  const known = volumes.find((volume) => volume.name === name) ?? volumes.find(({ source }) => source === 'volume')
  return known?.object || name
}

/** The volume that a program names by a path in it; null for a path anywhere else. */
export function findVolumeAt({ containers, volumes }: PodFacts, message: string): string | null {
  const mounts = containers.flatMap((one) => one.mounts).toSorted((a, b) => b.path.length - a.path.length)
  // "/data" is the start of "/data/a" and of "/database".
  const mount = mounts.find(({ path }) => new RegExp(`(?<![\\w/.-])${escapePattern(path)}(?![\\w.-])`).test(message))
  const volume = volumes.find(({ name }) => name === mount?.volume)
  return volume?.source === 'volume' ? volume.object : null
}

const escapePattern = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** A volume of the pod that has no room left; null when none is full or nothing was measured. */
export function findFullVolume(pod: PodFacts, { index }: ExplainContext): string | null {
  const isFull = (name: string) => {
    const usage = index.usage.get(`${pod.namespace}/${name}`)
    return usage !== undefined && usage.capacityBytes > 0 && usage.usedBytes / usage.capacityBytes >= FULL_SHARE
  }
  return listClaimNames(pod).find(isFull) ?? null
}
