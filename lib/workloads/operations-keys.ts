import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { isManagedObject, WORKLOAD_LABEL } from '#lib/spaces/objects-marks.ts'

/** A ConfigMap or Secret by what can be said of it without its values. */
export interface KeyedObject {
  name: string
  keys: string[]
  /** Made for one workload, which takes it along when it goes. */
  isOfWorkload: boolean
}

export interface SpaceKeys {
  configMaps: KeyedObject[]
  secrets: KeyedObject[]
}

/** As long as somebody types; what was made meanwhile is known a moment later. */
const KEPT_MS = 3000

const known = new Map<string, { untilMs: number; keys: Promise<SpaceKeys> }>()

/** What can be taken into the environment or mounted; read from the cluster, kept for a moment, values never. */
export function readKeys(namespace: string): Promise<SpaceKeys> {
  const now = performance.now()
  for (const [one, { untilMs }] of known) if (untilMs < now) known.delete(one)
  const found = known.get(namespace)
  if (found) return found.keys
  const keys = listKeys(namespace)
  known.set(namespace, { untilMs: now + KEPT_MS, keys })
  keys.catch(() => known.delete(namespace))
  return keys
}

/** Called after something of it was changed here. */
export function forgetKeys(namespace: string): void {
  known.delete(namespace)
}

async function listKeys(namespace: string): Promise<SpaceKeys> {
  const client = getKubeClient()
  const [configMaps, secrets] = await Promise.all([
    listObjects(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace }),
    listObjects(client, { apiVersion: 'v1', kind: 'Secret', namespace }),
  ])
  return { configMaps: configMaps.map(toKeyed), secrets: secrets.map(toKeyed) }
}

function toKeyed(raw: KubeObject): KeyedObject {
  const { data, binaryData, metadata } = raw
  const keys = [data, binaryData].flatMap((one) => (typeof one === 'object' && one !== null ? Object.keys(one) : []))
  return {
    name: metadata.name,
    keys: keys.toSorted(),
    isOfWorkload: isManagedObject(raw) && metadata.labels?.[WORKLOAD_LABEL] !== undefined,
  }
}
