import { z } from 'zod'
import { quotaOverridesSchema, type QuotaOverrides } from '#lib/env/quota-overrides.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import type { GroupRole } from './actor.ts'
import { isGroupId } from './space-id.ts'

/** A volume that a group has from the start. */
export interface GroupVolume {
  readonly name: string
  readonly size: string
  /** Null: the class of the settings. */
  readonly storageClass: string | null
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteMany' | 'ReadWriteOncePod' | null
}

/** A groups.moorage.dev object. */
export interface GroupRecord {
  readonly id: string
  readonly uid: string
  readonly resourceVersion: string
  readonly displayName: string
  readonly createdAt: string
  readonly isDeleted: boolean
  readonly members: readonly { uid: string; role: GroupRole }[]
  /** Groups of the identity provider whose members belong to this one. */
  readonly oidcGroups: readonly { name: string; role: GroupRole }[]
  readonly quota: QuotaOverrides
  readonly volumes: readonly GroupVolume[]
}

const role = z.enum(['owner', 'editor', 'viewer'])

const groupSchema = z.object({
  spec: z.object({
    displayName: z.string().min(1),
    members: z.array(z.object({ uid: z.string().min(1), role })).default([]),
    oidcGroups: z.array(z.object({ name: z.string().min(1), role })).default([]),
    quota: quotaOverridesSchema,
    volumes: z
      .array(
        z.object({
          name: z.string(),
          size: z.string(),
          storageClass: z.string().optional(),
          accessMode: z.enum(['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod']).optional(),
        }),
      )
      .default([]),
  }),
})

/** Throws for an object that the schema does not describe: it grants nothing then. */
export function toGroupRecord(raw: KubeObject): GroupRecord {
  const { spec } = groupSchema.parse(raw)
  const { metadata } = raw
  if (!metadata.uid || !isGroupId(metadata.name)) throw new TypeError('not a group')
  return {
    id: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion ?? '',
    displayName: spec.displayName,
    createdAt: metadata.creationTimestamp ?? '',
    isDeleted: metadata.deletionTimestamp !== undefined,
    members: spec.members,
    oidcGroups: spec.oidcGroups,
    quota: spec.quota,
    volumes: spec.volumes.map(({ storageClass, accessMode, ...volume }) => ({
      ...volume,
      storageClass: storageClass ?? null,
      accessMode: accessMode ?? null,
    })),
  }
}
