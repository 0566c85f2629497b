import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { can } from '#lib/auth/can.ts'
import { recheckActor } from '#lib/auth/session-check.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { AppError } from '#lib/errors.ts'
import type { Claim } from '#lib/storage/objects-claims.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import { listMounts } from '#lib/storage/status.ts'
import { nodesKind } from '#lib/usage/operations-kubelet.ts'
import { getServerName } from './objects.ts'
import { getBaseUrl } from './operations-call.ts'
import { findServerPod, isOfOtherPortal, requireServerSettings, serverJobsKind } from './operations-cache.ts'
import { readServerEvents } from './operations-events.ts'
import { getReadyAt, onServerChange } from './operations-ready.ts'
import { avoidRevokedSecond } from './operations-revoke.ts'
import { issueAccessToken, issueLinkToken } from './operations-tokens.ts'
import { fileRoutes } from './protocol/file-routes.ts'
import type { FileMode } from './protocol/tokens.ts'
import { getLastName } from './protocol/wire-path.ts'
import type { CreateFileLinkInput, FileAccess, FileLink } from './schema.ts'
import { getVersion, judgeServer } from './status.ts'

export interface OpenVolume {
  scope: SpaceScope
  claim: Claim
  mode: FileMode
}

/** Who may write gets a server that writes; throws as `authorize` does, and NOT_FOUND without such a volume. */
export function openVolume(actor: Actor, { space, volume }: { space: SpaceId; volume: string }): OpenVolume {
  const mode: FileMode = can(actor, 'files.write', requireSpaceId(space)) ? 'rw' : 'ro'
  const scope = authorize(actor, mode === 'rw' ? 'files.write' : 'files.read', space)
  const claim = claimsKind.get({ namespace: scope.namespace, name: volume })
  if (claim) return { scope, claim, mode }
  throw new AppError('NOT_FOUND', `There is no volume "${volume}" any more.`, {
    messageKey: 'storage.gone',
    params: { name: volume },
  })
}

/** How far the file server is at this moment, with a token when it is ready. */
export async function readAccess(actor: Actor, { scope, claim, mode }: OpenVolume): Promise<FileAccess> {
  const { namespace, spaceId } = scope
  const name = getServerName(claim.uid, mode)
  const job = serverJobsKind.get({ namespace, name })
  const pod = job && findServerPod(job)
  const ageMs = job ? Date.now() - Date.parse(job.createdAt) : 0
  const otherPortal = job && isOfOtherPortal(job) ? job.portalUrl : null
  const readyAt = job && !job.isFinished && !job.isDeleting && otherPortal === null ? getReadyAt(job) : null
  const judged = judgeServer({
    claim,
    job,
    pod,
    events: job && readyAt === null ? await readServerEvents({ job, pod, ageMs }) : [],
    mounts: listMounts(claim.name, podsKind.list(namespace)),
    readyAt,
    ageMs,
    otherPortal,
    isNodeAway: isNodeAway(job?.boundNode ?? null),
  })
  const isReady = judged.state === 'ready'
  const known = {
    space: spaceId,
    volume: claim.name,
    title: claim.title,
    volumeUid: claim.uid,
    mode,
    ...judged,
    baseUrl: isReady ? getBaseUrl({ namespace, name }) : null,
  }
  if (isReady) await avoidRevokedSecond(actor)
  const issued = isReady ? await issueAccessToken(actor, { volumeUid: claim.uid, mode }) : null
  return { ...known, token: issued?.token ?? null, expiresAt: issued?.expiresAt ?? null, version: getVersion(known) }
}

const isNodeAway = (name: string | null) => name !== null && nodesKind.get({ name })?.facts.isReady === false

export interface FollowInput {
  space: SpaceId
  volume: string
  /** The version of what is known; null answers at once. */
  since: string | null
  signal: AbortSignal
}

const POLL_LIMIT_MS = 20_000
/** Events of the cluster are not watched; while a server starts they are looked at this often. */
const LOOK_AGAIN_MS = 2000

/** Answers as soon as something differs from `since`. The right is looked at anew each time. */
export async function followFileAccess(actor: Actor, input: FollowInput): Promise<FileAccess> {
  requireServerSettings()
  const deadline = performance.now() + POLL_LIMIT_MS
  let current = actor
  for (;;) {
    const opened = openVolume(current, input)
    const change = waitForChange(opened.scope.namespace)
    try {
      const access = await readAccess(current, opened)
      const leftMs = deadline - performance.now()
      if (access.version !== input.since || leftMs <= 0 || input.signal.aborted) return access
      await change.wait(Math.min(leftMs, access.state === 'starting' ? LOOK_AGAIN_MS : leftMs), input.signal)
    } finally {
      change.end()
    }
    const again = recheckActor(current)
    if (!again)
      throw new AppError('UNAUTHENTICATED', 'You are signed out. Sign in to go on.', {
        messageKey: 'session.signedOut',
      })
    current = again
  }
}

/** Begins to listen before anything is read, so that no change falls in between. */
function waitForChange(namespace: string) {
  const changed = Promise.withResolvers<void>()
  const note = (other: string | null) => {
    if (other === namespace) changed.resolve()
  }
  const ends = [
    onServerChange(note),
    claimsKind.subscribe((change) => note(change.namespace)),
    podsKind.subscribe((change) => note(change.namespace)),
  ]
  return {
    async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
      const timer = setTimeout(changed.resolve, timeoutMs)
      signal.addEventListener('abort', () => changed.resolve(), { once: true })
      await changed.promise
      clearTimeout(timer)
    },
    end() {
      for (const end of ends) end()
    },
  }
}

/** Throws NOT_READY while no server runs that could answer the link. */
export async function createFileLink(actor: Actor, input: CreateFileLinkInput): Promise<FileLink> {
  const { scope, claim, mode } = openVolume(actor, input)
  const name = getServerName(claim.uid, mode)
  const job = serverJobsKind.get({ namespace: scope.namespace, name })
  if (!job || job.isFinished || isOfOtherPortal(job)) {
    throw new AppError('NOT_READY', 'The files of this volume are not open; load the page again.', {
      messageKey: 'files.notOpen',
    })
  }
  await avoidRevokedSecond(actor)
  const { token, expiresAt } = await issueLinkToken(actor, { volumeUid: claim.uid, mode }, input)
  const base = getBaseUrl({ namespace: scope.namespace, name })
  const route = input.use === 'zip' ? fileRoutes.zip() : fileRoutes.link(token, getLastName(input.path ?? ''))
  return { url: `${base}${route}`, token, expiresAt }
}
