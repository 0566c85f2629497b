import type { SpaceId } from '#lib/auth/space-id.ts'
import type { WorkloadKind } from '#lib/workloads/schema.ts'

export const CONFIG_KINDS = ['config-map', 'secret'] as const
export type ConfigKind = (typeof CONFIG_KINDS)[number]

/** What a Secret is for; "other" is made elsewhere. */
export const SECRET_TYPES = ['opaque', 'registry', 'tls', 'other'] as const
export type SecretType = (typeof SECRET_TYPES)[number]

/** One entry, without what stands in it. */
export interface ConfigKey {
  name: string
  sizeBytes: number
  /** No text in UTF-8, so it is kept and never shown as one. */
  isBinary: boolean
}

export interface ConfigUser {
  kind: WorkloadKind
  name: string
}

/** Why it can only be looked at. */
export type ConfigGuard =
  | 'not-ours'
  /** Made with a workload, and changed with it. */
  | 'of-workload'
  /** Kubernetes lets nobody change it. */
  | 'immutable'

/** A ConfigMap or a Secret as the list shows it; values are in neither. */
export interface ConfigItem {
  space: SpaceId
  kind: ConfigKind
  name: string
  uid: string
  resourceVersion: string
  /** Null for a ConfigMap. */
  secretType: SecretType | null
  /** Which registry it opens; null for everything else, and where it is not known. */
  registry: string | null
  keys: ConfigKey[]
  sizeBytes: number
  guard: ConfigGuard | null
  /** The workload that it was made with. */
  owner: ConfigUser | null
  usedBy: ConfigUser[]
  createdAt: string
  /** When its values were last changed here; null: as it was made, or changed elsewhere. */
  changedAt: string | null
}

export interface ConfigOverview {
  items: ConfigItem[]
  /** False: secrets are not for the one who asks, so none are in the list. */
  hasSecrets: boolean
}

/** `text` is null where it is no text. */
export interface ConfigEntry extends ConfigKey {
  text: string | null
}

export interface ConfigMapContent {
  item: ConfigItem
  entries: ConfigEntry[]
}

/** One value of a Secret, shown because somebody asked for it; in base64 where it is no text. */
export interface RevealedValue {
  value: string
  isBase64: boolean
}

/** What Kubernetes takes for one object. https://kubernetes.io/docs/concepts/configuration/configmap/ */
export const MAX_BYTES = 1024 * 1024
/** More can be written down by nobody, and would make the page slow. */
export const MAX_ENTRIES = 100
