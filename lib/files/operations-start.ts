import { setTimeout as sleep } from 'node:timers/promises'
import { writeAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import type { Claim } from '#lib/storage/objects-claims.ts'
import { buildJob, buildWays, getServerName, getSettingsHash } from './objects.ts'
import { toServerJob } from './objects-servers.ts'
import type { ServerJob } from './objects-servers.ts'
import { openVolume, readAccess } from './operations-access.ts'
import { findVolumeNode, isOfOtherPortal, requireServerSettings, serverJobsKind } from './operations-cache.ts'
import { getFileKeys } from './operations-keys.ts'
import type { FileKeys } from './operations-keys.ts'
import { getReadyAt } from './operations-ready.ts'
import type { FileMode } from './protocol/tokens.ts'
import type { FileAccess, StartFilesInput } from './schema.ts'

const ATTEMPTS = 40
const RETRY_MS = 50

interface StartState {
  starting: Map<string, Promise<ServerJob>>
  /** Jobs whose Service and Ingress this process has seen to. */
  reachable: Set<string>
}

// Next.js may load this file more than once per process.
const shared = globalThis as typeof globalThis & { moorageFileStarts?: StartState }
shared.moorageFileStarts ??= { starting: new Map(), reachable: new Set() }
const state = shared.moorageFileStarts

/** Makes sure that the volume's file server runs; there is never a second one of the same mode. */
export async function startFileServer(actor: Actor, input: StartFilesInput): Promise<FileAccess> {
  const { scope, claim, mode } = openVolume(actor, input)
  requireServerSettings()
  const known = findUsable({ scope, claim, mode, keys: await getFileKeys() })
  if (!known && !hasFailed(scope, claim, mode)) {
    const access = await readAccess(actor, { scope, claim, mode })
    const isTaken = input.isTakeOver === true && access.reason?.code === 'other-portal'
    if (access.state === 'blocked' && !isTaken) return access
  }
  const job = known ?? (await startOnce({ scope, claim, mode, isTakeOver: input.isTakeOver ?? false }))
  getReadyAt(job)
  const object = { kind: 'PersistentVolumeClaim', name: claim.name }
  writeAudit({ actor, action: 'files.open', space: scope.spaceId, object, after: { mode }, outcome: 'done' })
  return readAccess(actor, { scope, claim, mode })
}

interface Start {
  scope: SpaceScope
  claim: Claim
  mode: FileMode
  isTakeOver: boolean
}

function findUsable({ scope, claim, mode, keys }: Omit<Start, 'isTakeOver'> & { keys: FileKeys }): ServerJob | null {
  const job = serverJobsKind.get({ namespace: scope.namespace, name: getServerName(claim.uid, mode) })
  return job && isUsable(job, keys) && state.reachable.has(job.uid) ? job : null
}

function hasFailed({ namespace }: SpaceScope, claim: Claim, mode: FileMode): boolean {
  return serverJobsKind.get({ namespace, name: getServerName(claim.uid, mode) })?.hasFailed ?? false
}

/** One whose keys of the start have all been withdrawn would, after a crash, believe those and nobody else. */
function isUsable(job: ServerJob, { oldest }: FileKeys): boolean {
  const isAlive = !job.isFinished && !job.isDeleting
  return isAlive && job.settingsHash === getSettingsHash(requireServerSettings()) && job.keyIds.includes(oldest.kid)
}

/** Within a process once; between processes the name of the Job decides. */
function startOnce(start: Start): Promise<ServerJob> {
  const key = `${start.scope.namespace}/${getServerName(start.claim.uid, start.mode)}`
  const running = state.starting.get(key)
  if (running) return running
  const work = makeJob(start).finally(() => state.starting.delete(key))
  state.starting.set(key, work)
  return work
}

async function makeJob({ scope, claim, mode, isTakeOver }: Start): Promise<ServerJob> {
  const { namespace, kind } = scope
  const settings = requireServerSettings()
  const keys = await getFileKeys()
  const { publicKeys } = keys
  const object = buildJob({ namespace, kind, claim, mode, settings, publicKeys, nodeName: findVolumeNode(claim) })
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const made = await createOrGet(object)
    const job = made && toServerJob(made)
    if (made && !job) throw toForeignError(object)
    if (job && isUsable(job, keys)) {
      await makeWays(job)
      await serverJobsKind.waitFor(job.resourceVersion)
      return job
    }
    // Somebody opened the volume at the other portal a moment before: this one says so when it is asked again.
    if (job && !isTakeOver && !job.isFinished && !job.isDeleting && isOfOtherPortal(job)) throw toEndingError()
    if (job && !job.isDeleting) await deleteObject(getKubeClient(), toRef(object), { uid: job.uid })
    await sleep(RETRY_MS)
  }
  throw toEndingError()
}

/** Null: it was there and is gone by now. */
async function createOrGet(object: KubeObject): Promise<KubeObject | null> {
  try {
    return await createObject(getKubeClient(), object, { fieldManager: FIELD_MANAGER })
  } catch (error) {
    if (getKubeCase(error) !== 'already-exists') throw error
  }
  return getObject(getKubeClient(), toRef(object))
}

async function makeWays(job: ServerJob): Promise<void> {
  await Promise.all(buildWays(job, requireServerSettings()).map((object) => makeWay(job, object)))
  state.reachable.add(job.uid)
}

async function makeWay(job: ServerJob, object: KubeObject): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await createOrGet(object)
    if (found?.metadata.ownerReferences?.some(({ uid }) => uid === job.uid)) return
    if (found && found.metadata.labels?.['app.kubernetes.io/managed-by'] !== 'moorage') throw toForeignError(object)
    // Of the Job before this one; the cluster has not cleared it away yet.
    if (found) await deleteObject(getKubeClient(), toRef(object), { uid: found.metadata.uid })
    await sleep(RETRY_MS)
  }
  throw toEndingError()
}

function toEndingError(): AppError {
  return new AppError(
    'NOT_READY',
    'An earlier file server of this volume is still ending; try again in a few seconds.',
    { messageKey: 'files.ending' },
  )
}

function toRef({ apiVersion, kind, metadata }: KubeObject) {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name }
}

function toForeignError({ kind, metadata }: KubeObject): AppError {
  return new AppError('CONFLICT', `The ${kind} "${metadata.name}" was not made by Moorage, so it is left alone.`, {
    messageKey: 'spaces.foreign',
    params: { kind, name: metadata.name },
  })
}
