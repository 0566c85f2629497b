import { setTimeout as sleep } from 'node:timers/promises'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import type { ServerJob } from './objects-servers.ts'
import { sendControl } from './operations-call.ts'
import { findServerPod, serverJobsKind } from './operations-cache.ts'
import { issueControlToken } from './operations-tokens.ts'
import type { ControlClaims } from './protocol/tokens.ts'

type Word = Pick<ControlClaims, 'keys' | 'revoked' | 'isToStop'>

const RETRY_MS = 200
/** Then the server itself is ended: access that was taken away must not go on because a message was lost. */
const GIVE_UP_MS = 4000

/** Tells one server something that it must not miss; ends it where it cannot be told. Never throws. */
export async function tellServer(job: ServerJob, word: Word): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    const current = serverJobsKind.get(job)
    if (!current || current.uid !== job.uid || current.isFinished || current.isDeleting) return
    // One that does not run yet is told all of it when it does.
    if (!findServerPod(job)?.runningSince) return
    try {
      const status = await sendControl(job, await issueControlToken(job, word))
      if (status >= 200 && status < 300) return
      log.warn({ server: job.name, status }, 'A file server did not accept what it was told')
    } catch (error) {
      log.warn({ server: job.name, error }, 'A file server could not be told something')
    }
    if (performance.now() - startedAt > GIVE_UP_MS) break
    await sleep(RETRY_MS)
  }
  log.error({ server: job.name }, 'A file server is ended because it cannot be told who lost access')
  await endServer(job)
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
