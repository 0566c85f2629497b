import type { KubeObject } from '#lib/kube/object.ts'
import { buildLabels, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { CHANGED_ANNOTATION, REGISTRY_ANNOTATION } from './objects.ts'
import type { SecretContent, EntryInput } from './schema-input.ts'

interface NewObject {
  namespace: string
  kind: 'user' | 'group'
  name: string
  launchId: string
}

/** Docker's own client and Kubernetes know their first registry under this name only. */
const DOCKER_HUB = 'https://index.docker.io/v1/'

const SECRET_TYPES = { opaque: 'Opaque', registry: 'kubernetes.io/dockerconfigjson', tls: 'kubernetes.io/tls' } as const

export function buildNewConfigMap(object: NewObject, entries: readonly EntryInput[]): KubeObject {
  const { data, binaryData } = toConfigMapData(entries)
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: buildMetadata(object), data, binaryData }
}

export function buildNewSecret(object: NewObject, content: SecretContent): KubeObject {
  const metadata = { ...buildMetadata(object), annotations: buildAnnotations(content) }
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: SECRET_TYPES[content.type], data: toSecretData(content) }
}

function buildMetadata({ namespace, kind, name, launchId }: NewObject) {
  return { name, namespace, labels: { ...buildLabels(kind), [LAUNCH_LABEL]: launchId } }
}

function buildAnnotations(content: SecretContent): Record<string, string> {
  return content.type === 'registry' ? { [REGISTRY_ANNOTATION]: content.registry } : {}
}

interface KnownObject {
  uid: string
  resourceVersion: string
  /** Names of the entries that it has. */
  keys: readonly string[]
}

/** A merge patch: it names only what changes, so that no value has to be known that stays. */
export function buildConfigMapPatch(known: KnownObject, entries: readonly EntryInput[], changedAt: string) {
  const { data, binaryData } = toConfigMapData(entries)
  const gone = toRemovals(known, entries)
  // An entry that was binary and is a text now, or the other way round, must not stand in both places.
  const moved = (others: Record<string, string>) => Object.fromEntries(Object.keys(others).map((key) => [key, null]))
  return {
    metadata: buildPatchMetadata(known, { [CHANGED_ANNOTATION]: changedAt }),
    data: merge(gone, moved(binaryData), data),
    binaryData: merge(gone, moved(data), binaryData),
  }
}

export function buildSecretPatch(known: KnownObject, content: SecretContent, changedAt: string) {
  const gone = content.type === 'opaque' ? toRemovals(known, content.entries) : {}
  return {
    metadata: buildPatchMetadata(known, { [CHANGED_ANNOTATION]: changedAt, ...buildAnnotations(content) }),
    data: merge(gone, toSecretData(content)),
  }
}

/** The cluster refuses the patch when either is another one by now. */
function buildPatchMetadata({ uid, resourceVersion }: KnownObject, annotations: Record<string, string>) {
  return { uid, resourceVersion, annotations }
}

function toRemovals({ keys }: KnownObject, entries: readonly EntryInput[]): Record<string, null> {
  const left = new Set(entries.map(({ name }) => name))
  return Object.fromEntries(keys.filter((key) => !left.has(key)).map((key) => [key, null]))
}

/** Not by spreading or assigning: only entries make `__proto__` a key of its own. */
function merge(...parts: Record<string, string | null>[]): Record<string, string | null> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)))
}

function toConfigMapData(entries: readonly EntryInput[]) {
  const data = entries.flatMap((entry) => (entry.source === 'text' ? [[entry.name, entry.text] as const] : []))
  const binary = entries.flatMap((entry) => (entry.source === 'file' ? [[entry.name, entry.base64] as const] : []))
  return { data: Object.fromEntries(data), binaryData: Object.fromEntries(binary) }
}

function toSecretData(content: SecretContent): Record<string, string> {
  if (content.type === 'registry') return { '.dockerconfigjson': encode(formatDockerConfig(content)) }
  if (content.type === 'tls') {
    return { 'tls.crt': encode(`${content.certificate}\n`), 'tls.key': encode(`${content.privateKey}\n`) }
  }
  return Object.fromEntries(
    content.entries.flatMap((entry) => {
      if (entry.source === 'kept') return []
      return [[entry.name, entry.source === 'text' ? encode(entry.text) : entry.base64] as const]
    }),
  )
}

function formatDockerConfig(content: Extract<SecretContent, { type: 'registry' }>): string {
  const { registry, username, password } = content
  const host = /^(index\.)?docker\.io(\/v1)?$/.test(registry) ? DOCKER_HUB : registry
  return JSON.stringify({ auths: { [host]: { username, password, auth: encode(`${username}:${password}`) } } })
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

/** What a Secret gets, key by key, whatever form it was filled in with; for the audit's names. */
export function listSecretEntries(content: SecretContent): EntryInput[] {
  if (content.type === 'opaque') return content.entries
  return Object.keys(toSecretData(content)).map((name) => ({ source: 'text', name, text: '' }))
}
