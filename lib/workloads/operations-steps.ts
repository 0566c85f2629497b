import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject, ObjectRef } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import { FIELD_MANAGER, isManagedObject, LAUNCH_LABEL, WORKLOAD_LABEL } from '#lib/spaces/objects-marks.ts'
import type { LaunchIdentity } from './objects-labels.ts'

/** The cluster may have made it although the answer was lost. */
const IN_DOUBT = ['timed-out', 'cut-off', 'unreachable', 'slow', 'server-error', 'unavailable']
/** A cluster that is away for a moment should not leave half a launch behind. */
const ROLLBACK_DELAYS_MS = [0, 250, 1000, 3000]
/** What lies about without a workload that long belongs to a launch that ended with the portal. */
const LEFTOVER_MS = 60_000

/** What this launch has made, in order; without a uid: it may have, and nobody knows. */
export type Made = KubeObject[]

export const toRef = ({ apiVersion, kind, metadata }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  namespace: metadata.namespace,
  name: metadata.name,
})

/** Makes one object of a launch. What the same launch has made before, by a first click, is taken as it is. */
export async function createStep(object: KubeObject, made: Made): Promise<KubeObject> {
  try {
    return await create(object, made)
  } catch (error) {
    const kubeCase = getKubeCase(error) ?? ''
    const isTaken = kubeCase === 'already-exists'
    if (!isTaken && !IN_DOUBT.includes(kubeCase)) throw toStepError(error, object)
    if (!isTaken) made.push(object)
    const found = await getObject(getKubeClient(), toRef(object)).catch(() => null)
    if (found && isSameLaunch(found, object)) return found
    if (isTaken && found && (await clearLeftover(found, object))) return createStep(object, made)
    throw isTaken ? toTakenError(error, { object, found }) : toStepError(error, object)
  }
}

async function create(object: KubeObject, made: Made): Promise<KubeObject> {
  const created = await createObject(getKubeClient(), object, { fieldManager: FIELD_MANAGER })
  made.push(created)
  return created
}

function isSameLaunch(a: KubeObject, b: KubeObject): boolean {
  const launch = a.metadata.labels?.[LAUNCH_LABEL]
  return isManagedObject(a) && launch !== undefined && launch === b.metadata.labels?.[LAUNCH_LABEL]
}

/** Takes everything away again that is in `made`, the last first; never throws. False: something may still be there. */
export async function rollBack(made: Made): Promise<boolean> {
  let left = made.toReversed()
  for (const delayMs of ROLLBACK_DELAYS_MS) {
    await sleep(delayMs)
    const remaining: Made = []
    for (const object of left) await removeOwn(object).catch(() => remaining.push(object))
    left = remaining
    if (left.length === 0) return true
  }
  for (const { kind, metadata } of left) {
    log.warn({ kind, namespace: metadata.namespace, name: metadata.name }, 'A launch left something behind')
  }
  return false
}

async function removeOwn(object: KubeObject): Promise<void> {
  const client = getKubeClient()
  const ref = toRef(object)
  const known = object.metadata.uid ? object : await getObject(client, ref)
  if (!known || !isSameLaunch(known, object)) return
  await deleteObject(client, ref, { uid: known.metadata.uid }).catch((error: unknown) => {
    // Another object has its name by now, so this one is gone.
    if (getKubeCase(error) !== 'changed-meanwhile') throw error
  })
}

/**
 * What belongs to no workload: its own is gone and the cluster has not cleared it away yet, or the portal ended in the
 * middle of a launch, and then it would keep its name for ever, since nobody sees it. True: it is gone.
 */
async function clearLeftover(found: KubeObject, wanted: KubeObject): Promise<boolean> {
  const { labels = {}, ownerReferences = [], creationTimestamp = '', namespace, uid } = found.metadata
  const workload = labels[WORKLOAD_LABEL]
  const isOfName = isManagedObject(found) && workload === wanted.metadata.labels?.[WORKLOAD_LABEL]
  const isOld = Date.now() - Date.parse(creationTimestamp) > LEFTOVER_MS
  const mayBeOfLaunch = ownerReferences.length === 0 && !isOld
  if (!workload || !isOfName || mayBeOfLaunch) return false
  const holders = await listOfName({ name: workload, namespace: namespace ?? '' })
  if (holders.some((one) => isSameLaunch(one, found))) return false
  return deleteObject(getKubeClient(), toRef(found), { uid })
}

const WORKLOAD_KINDS = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
]

/** The workloads of this name, of all kinds, asked of the cluster itself. */
export async function listOfName({ namespace, name }: { namespace: string; name: string }): Promise<KubeObject[]> {
  const found = await Promise.all(
    WORKLOAD_KINDS.map((kind) => getObject(getKubeClient(), { ...kind, namespace, name })),
  )
  return found.filter((one) => one !== null)
}

/** Another kind of workload may have been given this name at the same moment: then this launch gives way. */
export async function requireNameAlone(workload: KubeObject, { name, launchId }: LaunchIdentity): Promise<void> {
  const all = await listOfName({ namespace: workload.metadata.namespace ?? '', name })
  const others = all.filter((one) => one.metadata.labels?.[LAUNCH_LABEL] !== launchId)
  if (others.length > 0) throw toNameTaken(name)
  // The first of two clicks may have failed meanwhile, and taken it away again.
  const isThere = all.some(({ metadata }) => metadata.uid === workload.metadata.uid && !metadata.deletionTimestamp)
  if (!isThere) throw toStepError(null, workload)
}

function toNameTaken(name: string, cause?: unknown): AppError {
  const message = {
    messageKey: 'workloads.nameTaken',
    params: { name },
    text: `Something else of the name "${name}" was launched a moment earlier; take another name.`,
  }
  const { messageKey, params, text } = message
  return new AppError('CONFLICT', text, { messageKey, params, cause, fields: { name: message } })
}

function toTakenError(error: unknown, { object, found }: { object: KubeObject; found: KubeObject | null }): AppError {
  const name = object.metadata.labels?.[WORKLOAD_LABEL] ?? object.metadata.name
  // The three kinds of workload share their names, whoever made them.
  const isWorkload = WORKLOAD_KINDS.some(({ kind }) => kind === object.kind)
  const isOfName = found && isManagedObject(found) && found.metadata.labels?.[WORKLOAD_LABEL] === name
  return isWorkload || isOfName ? toNameTaken(name, error) : toStepError(error, object)
}

const REASONS: Record<string, string> = {
  'already-exists': 'taken',
  'quota-exceeded': 'quota',
  policy: 'rule',
  'pod-security': 'rule',
  limits: 'rule',
  'webhook-denied': 'rule',
  forbidden: 'right',
  'too-many-requests': 'away',
  'namespace-terminating': 'rule',
}
export const STEP_TEXTS: Record<string, string> = {
  taken: 'there is one of this name already, which does not belong to it',
  quota: 'there is not enough quota left for it',
  rule: 'a rule of the cluster does not allow it',
  right: 'the portal has no right to make it',
  away: 'the cluster does not answer',
  other: 'the cluster does not accept it',
}

/** In one word of the catalogues. */
export function getStepReason(error: unknown): string {
  const kubeCase = getKubeCase(error) ?? ''
  return REASONS[kubeCase] ?? (IN_DOUBT.includes(kubeCase) ? 'away' : 'other')
}

/** Which step failed and why; the cluster's own words go along. */
export function toStepError(error: unknown, { kind, metadata }: KubeObject): AppError {
  const known = error instanceof AppError ? error : null
  const reason = getStepReason(error)
  const text = `The launch stopped at the ${kind} "${metadata.name}": ${STEP_TEXTS[reason]}. What it had made is taken away again.`
  return new AppError(known?.code ?? 'UNAVAILABLE', text, {
    messageKey: 'workloads.launchStopped',
    params: { kind, object: metadata.name, reason, rest: 'gone' },
    cause: error,
    // Not the case itself: the sentence here says more than the one for it.
    details: { ...known?.details, step: { kind, name: metadata.name } },
  })
}

/** The same for a launch of which something could not be taken away. */
export function withRest(error: unknown): unknown {
  if (!(error instanceof AppError)) return error
  const { code, details, fields, cause } = error
  const messageKey = error.messageKey ?? undefined
  const text = `${error.userMessage.replace(/ What it had made is taken away again\.$/, '')} ${REST_TEXT}`
  return new AppError(code, text, { messageKey, params: { ...error.params, rest: 'left' }, details, fields, cause })
}

const REST_TEXT = 'Part of it may still be there; launch it again with this form, or delete it.'
