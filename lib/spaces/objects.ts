import { createHash } from 'node:crypto'
import type { GroupRecord } from '#lib/auth/group-record.ts'
import { getQuotaRole } from '#lib/auth/quota-role.ts'
import { formatSpaceId, getNamespaceName } from '#lib/auth/space-id.ts'
import type { UserRecord } from '#lib/auth/user-record.ts'
import type { QuotaRole } from '#lib/env/quota-roles.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildVolume } from '#lib/storage/objects.ts'
import { buildNamespace, buildRoleBindings } from './objects-access.ts'
import { buildNetworkPolicies } from './objects-network.ts'
import { buildLimitRange, buildQuotas } from './objects-quota.ts'
import type { SpaceQuota, SpaceSettings, WantedSpace, WantedVolume } from './schema.ts'

export interface SpaceDefaults {
  quota: SpaceQuota
  quotaRoles: readonly QuotaRole[]
  volumeSize: string
  storageClass: string | null
}

/** What a user's space has to be: the settings, what the role has instead of them, and what the user has. */
export function toUserSpace(
  user: Pick<UserRecord, 'username' | 'issuer' | 'subject' | 'quota' | 'quotaRole'>,
  defaults: SpaceDefaults,
): WantedSpace {
  const spaceId = formatSpaceId({ kind: 'user', name: user.username })
  const disk: WantedVolume = {
    name: formatPrimaryName(user.username),
    title: null,
    size: defaults.volumeSize,
    storageClass: defaults.storageClass,
    accessMode: 'ReadWriteOnce',
    isPrimary: true,
  }
  return {
    spaceId,
    namespace: getNamespaceName(spaceId),
    owner: { kind: 'user', issuer: user.issuer, subject: user.subject },
    quota: { ...defaults.quota, ...getQuotaRole(defaults.quotaRoles, user.quotaRole)?.quota, ...user.quota },
    volumes: [disk],
  }
}

export function toGroupSpace(
  group: Pick<GroupRecord, 'id' | 'uid' | 'quota' | 'volumes'>,
  defaults: SpaceDefaults,
): WantedSpace {
  const spaceId = formatSpaceId({ kind: 'group', name: group.id })
  return {
    spaceId,
    namespace: getNamespaceName(spaceId),
    owner: { kind: 'group', groupUid: group.uid },
    quota: { ...defaults.quota, ...group.quota },
    volumes: group.volumes.map((volume) => ({
      name: formatGroupVolumeName(group.id, toGroupVolumeSeed(group.uid, volume.name)),
      title: volume.name,
      size: volume.size,
      storageClass: volume.storageClass ?? defaults.storageClass,
      accessMode: volume.accessMode ?? 'ReadWriteOnce',
      isPrimary: false,
    })),
  }
}

/** The first volume of a user's space. */
export function formatPrimaryName(username: string): string {
  return `user-${username}-disk`
}

/** Of a volume that a group has from the start: a group that is deleted and made again gets others. */
export function toGroupVolumeSeed(groupUid: string, name: string): string {
  return `${groupUid}\0${name}`
}

/** `group-{id}-{8 characters}`, always the same for the same seed, so that nothing is made twice. */
export function formatGroupVolumeName(groupId: string, seed: string): string {
  return `group-${groupId}-${createHash('sha256').update(seed).digest('hex').slice(0, 8)}`
}

/** Everything that makes a space right, in the order in which it has to come into being. */
export function buildSpaceObjects(space: WantedSpace, settings: SpaceSettings): KubeObject[] {
  return [
    buildNamespace(space, settings),
    ...buildRoleBindings(space, settings),
    ...buildQuotas(space, settings),
    buildLimitRange(space),
    ...buildNetworkPolicies(space, settings),
    ...space.volumes.map((volume) => buildVolume({ ...volume, namespace: space.namespace, kind: space.owner.kind })),
  ]
}
