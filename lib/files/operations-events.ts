import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import type { ServerJob, ServerPod } from './objects-servers.ts'
import type { ClusterWord } from './status.ts'

/** A start that goes well needs none of this. */
const ASK_AFTER_MS = 3000
const KEPT_MS = 1500
const KEPT_MAX = 500

const known = new Map<string, { readAt: number; events: Promise<ClusterWord[]> }>()

const schema = z.object({
  type: z.string().default(''),
  reason: z.string().default(''),
  message: z.string().default(''),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
})

/** What the cluster says of a server that takes long, newest first; nothing when it cannot be asked. */
export async function readServerEvents(options: {
  job: ServerJob
  pod: ServerPod | undefined
  ageMs: number
}): Promise<ClusterWord[]> {
  const { job, pod, ageMs } = options
  if (ageMs < ASK_AFTER_MS || pod?.runningSince) return []
  const uid = pod?.uid ?? job.uid
  const kept = known.get(uid)
  if (kept && performance.now() - kept.readAt < KEPT_MS) return kept.events
  if (known.size >= KEPT_MAX) known.clear()
  const events = listWords(job.namespace, uid)
  known.set(uid, { readAt: performance.now(), events })
  return events
}

async function listWords(namespace: string, uid: string): Promise<ClusterWord[]> {
  try {
    const fieldSelector = `involvedObject.uid=${uid}`
    const found = await listObjects(getKubeClient(), { apiVersion: 'v1', kind: 'Event', namespace, fieldSelector })
    return toWords(found)
  } catch (error) {
    log.warn({ error }, 'The events of a file server cannot be read')
    return []
  }
}

function toWords(objects: readonly KubeObject[]): ClusterWord[] {
  return objects
    .flatMap((object) => schema.safeParse(object).data ?? [])
    .filter(({ type }) => type === 'Warning')
    .toSorted((a, b) => toTime(b).localeCompare(toTime(a), 'en'))
    .map(({ reason, message }) => ({ reason, message }))
}

function toTime({ lastTimestamp, eventTime }: z.output<typeof schema>): string {
  return lastTimestamp ?? eventTime ?? ''
}
