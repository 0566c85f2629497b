import { SPACE_NAMESPACE } from '#lib/kube/object.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import type { Identity } from './identity.ts'
import { isSpaceId, type SpaceId } from './space-id.ts'

/** What a space's namespace carries; written when it is made, compared on every use. */
export const SPACE_ANNOTATION = 'moorage.dev/space'
export const OWNER_ISSUER_ANNOTATION = 'moorage.dev/owner-issuer'
export const OWNER_SUBJECT_ANNOTATION = 'moorage.dev/owner-subject'
export const OWNER_GROUP_ANNOTATION = 'moorage.dev/owner-group-uid'
export const SPACE_KIND_LABEL = 'moorage.dev/space-kind'
export const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by'
export const MANAGED_BY = 'moorage'

/** A namespace with the name of a space; whether Moorage made it is `isManaged`, whose it is the owner. */
export interface ManagedNamespace {
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: string
  readonly isManaged: boolean
  readonly isTerminating: boolean
  readonly kind: 'user' | 'group'
  /** Null when the annotation is missing or no space id. */
  readonly spaceId: SpaceId | null
  /** Null for groups, and when an annotation is missing. */
  readonly owner: Identity | null
  /** metadata.uid of the groups.moorage.dev object; null for users. */
  readonly ownerGroupUid: string | null
  /** Those that Moorage sets or that change what may run there. */
  readonly labels: Readonly<Record<string, string>>
}

const KEPT_LABEL = /^(moorage\.dev\/|pod-security\.kubernetes\.io\/|app\.kubernetes\.io\/managed-by$)/

/** Null for namespaces that have no space's name. */
export function toManagedNamespace(raw: KubeObject): ManagedNamespace | null {
  const { metadata } = raw
  const { labels = {}, annotations = {} } = metadata
  const kind = SPACE_NAMESPACE.exec(metadata.name)?.[1] as 'user' | 'group' | undefined
  if (!kind) return null
  const spaceId = annotations[SPACE_ANNOTATION] ?? ''
  const issuer = annotations[OWNER_ISSUER_ANNOTATION]
  const subject = annotations[OWNER_SUBJECT_ANNOTATION]
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    createdAt: metadata.creationTimestamp ?? '',
    isManaged: labels[MANAGED_BY_LABEL] === MANAGED_BY && labels[SPACE_KIND_LABEL] === kind,
    isTerminating: metadata.deletionTimestamp !== undefined,
    kind,
    spaceId: isSpaceId(spaceId) ? spaceId : null,
    owner: kind === 'user' && issuer && subject ? { issuer, subject } : null,
    ownerGroupUid: kind === 'group' ? (annotations[OWNER_GROUP_ANNOTATION] ?? null) : null,
    labels: Object.fromEntries(Object.entries(labels).filter(([name]) => KEPT_LABEL.test(name))),
  }
}
