import { setTimeout as sleep } from 'node:timers/promises'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import type { ServerJob, ServerPod } from './objects-servers.ts'
import { isReached, sendControl } from './operations-call.ts'
import { findServerPod, listServerPods, serverJobsKind } from './operations-cache.ts'
import { issueControlToken } from './operations-tokens.ts'
import type { ControlClaims } from './protocol/tokens.ts'

type Word = Pick<ControlClaims, 'keys' | 'revoked' | 'isToStop'>

const RETRY_MS = 200
/**
 * Then the server itself is ended: access that was taken away must not go on because a message was lost. Together with
 * what the watch and the kubelet need it is less than the 5 s within which access closes.
 */
const GIVE_UP_MS = 2500
/** How long a server that has just started may take until anything leads to it. */
const START_MS = 120_000

/**
 * Tells one server something that it must not miss; ends it where it cannot be told. One that has just started has time
 * until it is reached at all: until then nobody reaches it. Never throws.
 */
export async function tellServer(job: ServerJob, word: Word, { isNew = false } = {}): Promise<void> {
  let isAwaited = isNew
  let deadline = performance.now() + (isNew ? START_MS : GIVE_UP_MS)
  for (;;) {
    const current = serverJobsKind.get(job)
    if (!current || current.uid !== job.uid || current.isFinished || current.isDeleting) return
    // One that does not run yet is told all of it when it does.
    if (!findServerPod(job)?.runningSince) return
    if (isAwaited && (await isReached(job))) {
      isAwaited = false
      deadline = performance.now() + GIVE_UP_MS
    }
    if (!isAwaited && (await isTold(job, word, deadline))) return
    if (performance.now() + RETRY_MS > deadline) break
    await sleep(RETRY_MS)
  }
  log.error({ server: job.name }, 'A file server is ended because it cannot be told who lost access')
  await endServer(job)
  const pods = listServerPods(job.namespace).filter(({ jobUid }) => jobUid === job.uid)
  await Promise.all(pods.map((pod) => endPod(pod)))
}

async function isTold(job: ServerJob, word: Word, deadline: number): Promise<boolean> {
  try {
    const token = await issueControlToken(job, word)
    const status = await sendControl(job, token, Math.max(RETRY_MS, deadline - performance.now()))
    if (status >= 200 && status < 300) return true
    log.warn({ server: job.name, status }, 'A file server did not accept what it was told')
  } catch (error) {
    log.warn({ server: job.name, error }, 'A file server could not be told something')
  }
  return false
}

/** Asks the server to end, so that those who use it know, and takes it away. */
export async function stopServer(job: ServerJob): Promise<void> {
  const token = await issueControlToken(job, { isToStop: true }).catch(() => null)
  if (token) await sendControl(job, token).catch(() => 0)
  await endServer(job)
}

async function endServer({ namespace, name, uid }: ServerJob): Promise<void> {
  const ref = { apiVersion: 'batch/v1', kind: 'Job', namespace, name }
  await deleteObject(getKubeClient(), ref, { uid }).catch((error: unknown) => {
    log.error({ server: name, error }, 'A file server could not be ended')
  })
}

/** Not in its own time: what runs there is to stop now. One second is the least that the kubelet keeps to. */
async function endPod({ namespace, name, uid }: ServerPod): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name }
  await deleteObject(getKubeClient(), ref, { uid, gracePeriodSeconds: 1 }).catch((error: unknown) => {
    log.error({ pod: name, error }, 'The pod of a file server could not be ended')
  })
}
