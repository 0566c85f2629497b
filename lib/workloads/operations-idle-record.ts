import { setTimeout as sleep } from 'node:timers/promises'
import { getEnv } from '#lib/env.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, deleteObject, getObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import type { DeploymentFacts } from './objects-controllers.ts'
import { buildRecord, buildUse, buildUseLease, getUsedUid, toIdleRecord, toUseRef, USE_LABEL } from './objects-idle.ts'
import { IDLE_ANNOTATION } from './objects-labels.ts'
import type { IdleUse } from './schema-details.ts'
import type { IdleRecord } from './status-idle.ts'

/** What is remembered of a workload, with the version of it; asked of the cluster itself. */
export interface KnownRecord {
  record: IdleRecord
  resourceVersion: string | null
}

export async function readRecord(workloadUid: string): Promise<KnownRecord> {
  return toKnown(await getObject(getKubeClient(), toRef(workloadUid)))
}

/** A page shows the rest meanwhile. */
const PAGE_WAIT_MS = 300
const SHOWN_MAX = 1000
const shown = new Map<string, IdleRecord>()

/** The same for a page: what was last known while the cluster does not answer; null when that is nothing. */
export async function findRecord(workloadUid: string): Promise<IdleRecord | null> {
  const read = readRecord(workloadUid).then(
    ({ record }) => {
      if (shown.size >= SHOWN_MAX) shown.clear()
      shown.set(workloadUid, record)
      return record
    },
    () => null,
  )
  const found = await Promise.race([read, sleep(PAGE_WAIT_MS, null, { ref: false })])
  return found ?? shown.get(workloadUid) ?? null
}

/** Of all workloads of which anything is remembered, by their uids. */
export async function listRecords(): Promise<Map<string, KnownRecord & { createdAtMs: number }>> {
  const { namespace } = getEnv()
  const leases = await listObjects(getKubeClient(), {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    namespace,
    labelSelector: USE_LABEL,
  })
  return new Map(
    leases.flatMap((lease) => {
      const uid = getUsedUid(lease)
      const createdAtMs = Date.parse(lease.metadata.creationTimestamp ?? '')
      return uid === null ? [] : [[uid, { ...toKnown(lease), createdAtMs }] as const]
    }),
  )
}

const toRef = (workloadUid: string) => toUseRef(getEnv().namespace, workloadUid)

const toKnown = (lease: KubeObject | null): KnownRecord => ({
  record: toIdleRecord(lease),
  resourceVersion: lease?.metadata.resourceVersion ?? null,
})

/** Unless somebody has used it at the same moment: then that counts, and what was measured is written the next time. */
export async function writeRecord(
  workloadUid: string,
  record: IdleRecord,
  { resourceVersion }: KnownRecord,
): Promise<void> {
  const patch = buildRecord(record)
  const versioned = {
    ...patch,
    metadata: { ...patch.metadata, ...(resourceVersion === null ? {} : { resourceVersion }) },
  }
  try {
    await write(workloadUid, versioned, resourceVersion !== null)
  } catch (error) {
    if (!['changed-meanwhile', 'already-exists'].includes(getKubeCase(error) ?? '')) throw error
  }
}

async function write(workloadUid: string, patch: object, isThere: boolean): Promise<void> {
  const ref = toRef(workloadUid)
  if (isThere) await patchObject(getKubeClient(), ref, { patch })
  else await createObject(getKubeClient(), buildUseLease(ref, patch))
}

export async function forgetUse(workloadUid: string): Promise<void> {
  await deleteObject(getKubeClient(), toRef(workloadUid))
}

/** More often, nobody needs to know that somebody uses something. */
const NOTE_EVERY_MS = 60_000
const NOTED_MAX = 10_000

// Next.js may load this file more than once per process; a use is written down once a minute all the same.
const shared = globalThis as typeof globalThis & { moorageNotedUses?: Map<string, number> }
shared.moorageNotedUses ??= new Map()
const notedAtMs = shared.moorageNotedUses

/** Somebody uses it, right now; written down in the background, and only where it matters. */
export function noteUse({ uid, annotations }: Pick<DeploymentFacts, 'uid' | 'annotations'>, lastUse: IdleUse): void {
  const nowMs = performance.now()
  if (annotations[IDLE_ANNOTATION] === undefined || nowMs - (notedAtMs.get(uid) ?? -Infinity) < NOTE_EVERY_MS) return
  if (notedAtMs.size >= NOTED_MAX) notedAtMs.clear()
  notedAtMs.set(uid, nowMs)
  writeUse(uid, lastUse).catch((error: unknown) => {
    // The next use tries again.
    notedAtMs.delete(uid)
    log.warn({ error }, 'That somebody uses a workload could not be written down')
  })
}

async function writeUse(uid: string, lastUse: IdleUse): Promise<void> {
  const patch = buildUse({ lastUse, lastUsedAt: new Date().toISOString() })
  try {
    await write(uid, patch, true)
  } catch (error) {
    if (getKubeCase(error) !== 'not-found') throw error
    await write(uid, patch, false)
  }
}
