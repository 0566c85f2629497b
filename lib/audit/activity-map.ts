import { AppError } from '#lib/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject, ObjectRef } from '#lib/kube/object.ts'
import { createObject, getObject, updateObject } from '#lib/kube/verbs.ts'
import { appendActivity, parseActivity } from './activity-text.ts'
import type { ActivityEntry } from './schema.ts'

const NAME = 'moorage-activity'
const KEY = 'entries.jsonl'
const LABELS = { 'app.kubernetes.io/managed-by': 'moorage' }
const FIELD_MANAGER = 'moorage'
const ATTEMPTS = 6

/** The last 200 changes in a namespace, newest first. */
export async function readActivityMap(client: KubeClient, namespace: string): Promise<ActivityEntry[]> {
  const map = await getObject(client, toRef(namespace))
  return map && isOurs(map) ? parseActivity(getText(map)) : []
}

/** Adds entries; replicas that write at the same moment each keep theirs. */
export async function appendActivityMap(
  client: KubeClient,
  namespace: string,
  entries: ActivityEntry[],
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const map = await getObject(client, toRef(namespace))
      if (map) await update(client, map, entries)
      else await create(client, namespace, entries)
      return
    } catch (error) {
      // Another replica was a moment earlier; what it wrote is read again.
      const isRace = ['changed-meanwhile', 'already-exists'].includes(getKubeCase(error) ?? '')
      if (!isRace || attempt >= ATTEMPTS) throw error
    }
  }
}

async function create(client: KubeClient, namespace: string, entries: ActivityEntry[]): Promise<void> {
  const metadata = { name: NAME, namespace, labels: LABELS }
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [KEY]: appendActivity('', entries) } }
  await createObject(client, map, { fieldManager: FIELD_MANAGER })
}

async function update(client: KubeClient, map: KubeObject, entries: ActivityEntry[]): Promise<void> {
  if (!isOurs(map)) {
    throw new AppError('CONFLICT', `The ConfigMap ${NAME} in ${map.metadata.namespace} was not made by Moorage.`)
  }
  // With the resourceVersion that was read, so that nobody's entry is overwritten.
  const data = { [KEY]: appendActivity(getText(map), entries) }
  await updateObject(client, { ...map, data }, { fieldManager: FIELD_MANAGER })
}

function isOurs(map: KubeObject): boolean {
  return map.metadata.labels?.['app.kubernetes.io/managed-by'] === 'moorage'
}

function getText(map: KubeObject): string {
  const data = map.data as Record<string, unknown> | undefined
  const text = data?.[KEY]
  return typeof text === 'string' ? text : ''
}

function toRef(namespace: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: NAME }
}
