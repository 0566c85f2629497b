import { isUtf8 } from 'node:buffer'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { isManagedObject } from '#lib/spaces/objects-marks.ts'
import type { WorkloadKind } from '#lib/workloads/schema.ts'
import type { ConfigEntry, ConfigGuard, ConfigItem, ConfigKey, ConfigKind, ConfigUser, SecretType } from './schema.ts'

/** When its values were last changed through the portal. */
export const CHANGED_ANNOTATION = 'moorage.dev/changed-at'
/** The registry that a pull secret opens: it is no secret, and stands in no other place that may be shown. */
export const REGISTRY_ANNOTATION = 'moorage.dev/registry'

const TYPES: Record<string, SecretType> = {
  Opaque: 'opaque',
  'kubernetes.io/dockerconfigjson': 'registry',
  'kubernetes.io/tls': 'tls',
}
const OWNERS: Record<string, WorkloadKind> = { Deployment: 'service', Job: 'job', CronJob: 'scheduled-job' }

/** Moorage's own, and what Kubernetes puts into every namespace: nobody's configuration. */
export function isHidden(name: string): boolean {
  return name.startsWith('moorage-') || name === 'kube-root-ca.crt'
}

/** The object without its values and without who uses it: the only form in which a Secret is kept in memory. */
export function toConfigFacts(raw: KubeObject, { kind, space }: { kind: ConfigKind; space: SpaceId }) {
  const { metadata } = raw
  const keys = listKeys(raw, kind)
  const owner = findOwner(raw)
  const facts: Omit<ConfigItem, 'usedBy'> = {
    space,
    kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    secretType: kind === 'secret' ? getSecretType(raw) : null,
    registry: metadata.annotations?.[REGISTRY_ANNOTATION] ?? null,
    keys,
    sizeBytes: keys.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    guard: getGuard(raw, owner),
    owner,
    createdAt: metadata.creationTimestamp ?? '',
    changedAt: metadata.annotations?.[CHANGED_ANNOTATION] ?? null,
  }
  return facts
}

export type ConfigFacts = ReturnType<typeof toConfigFacts>

/** The texts of a ConfigMap; what is no text is named only. */
export function toEntries(raw: KubeObject): ConfigEntry[] {
  const texts = new Map(readStrings(raw.data))
  return listKeys(raw, 'config-map').map((key) => ({ ...key, text: texts.get(key.name) ?? null }))
}

/** One value of a Secret; null when there is no such key. */
export function readSecretValue(raw: KubeObject, key: string): Buffer | null {
  const found = readStrings(raw.data).find(([name]) => name === key)
  return found ? Buffer.from(found[1], 'base64') : null
}

function listKeys(raw: KubeObject, kind: ConfigKind): ConfigKey[] {
  const plain = readStrings(raw.data).map(([name, value]) =>
    kind === 'secret' ? measure(name, Buffer.from(value, 'base64')) : toTextKey(name, value),
  )
  const binary = readStrings(raw.binaryData).map(([name, value]) => ({
    name,
    sizeBytes: Buffer.byteLength(value, 'base64'),
    isBinary: true,
  }))
  return [...plain, ...binary].toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

const toTextKey = (name: string, value: string) => ({ name, sizeBytes: Buffer.byteLength(value), isBinary: false })
const measure = (name: string, value: Buffer) => ({ name, sizeBytes: value.byteLength, isBinary: !isUtf8(value) })

/** By entries, never by lookup: `__proto__` is a key like any other. */
function readStrings(values: unknown): [string, string][] {
  if (typeof values !== 'object' || values === null) return []
  return Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}

function getSecretType({ type }: KubeObject): SecretType {
  return (typeof type === 'string' && Object.hasOwn(TYPES, type) && TYPES[type]) || 'other'
}

function findOwner(raw: KubeObject): ConfigUser | null {
  for (const { kind, name } of raw.metadata.ownerReferences ?? []) {
    const owner = Object.hasOwn(OWNERS, kind) ? OWNERS[kind] : undefined
    if (owner) return { kind: owner, name }
  }
  return null
}

function getGuard(raw: KubeObject, owner: ConfigUser | null): ConfigGuard | null {
  if (!isManagedObject(raw)) return 'not-ours'
  // What anything owns goes with it and is written by it.
  if (owner || (raw.metadata.ownerReferences ?? []).length > 0) return 'of-workload'
  return raw.immutable === true ? 'immutable' : null
}
