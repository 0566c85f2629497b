import { createHash } from 'node:crypto'
import { getStrongerRole, type GroupRole } from './actor.ts'
import { groupsKind } from './cached-kinds.ts'
import type { GroupRecord } from './group-record.ts'

/** What stands for a group of the identity provider in the session: 16 characters whatever its name is. */
export function hashGroupName(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 16)
}

// With 17 bytes each and the refresh token beside them the cookie stays under what browsers keep (4 KB).
const MAPPED_GROUPS_LIMIT = 64

/** Of a person's groups at the provider, those that a group of Moorage is mapped to. */
export function selectMappedGroups(
  groups: Iterable<GroupRecord>,
  isMember: { has(name: string): boolean },
): { hashes: string[]; isCut: boolean } {
  const hashes = new Set<string>()
  for (const group of groups) {
    for (const { name } of group.oidcGroups) if (isMember.has(name)) hashes.add(hashGroupName(name))
  }
  const sorted = [...hashes].toSorted()
  return { hashes: sorted.slice(0, MAPPED_GROUPS_LIMIT), isCut: sorted.length > MAPPED_GROUPS_LIMIT }
}

type Roles = Map<string /* group id */, GroupRole>

/** Who is in which group, by user uid and by hash of a mapped group. */
export class MembershipIndex {
  private readonly byUser = new Map<string, Roles>()
  private readonly byMappedGroup = new Map<string, Roles>()

  constructor(groups: Iterable<GroupRecord>) {
    for (const group of groups) {
      if (group.isDeleted) continue
      for (const { uid, role } of group.members) addRole(this.byUser, uid, { id: group.id, role })
      for (const { name, role } of group.oidcGroups) {
        addRole(this.byMappedGroup, hashGroupName(name), { id: group.id, role })
      }
    }
  }

  getRoles(userUid: string, mappedGroups: readonly string[]): ReadonlyMap<string, GroupRole> {
    const roles: Roles = new Map(this.byUser.get(userUid))
    for (const hash of mappedGroups) {
      for (const [id, role] of this.byMappedGroup.get(hash) ?? []) roles.set(id, getStrongerRole(roles.get(id), role))
    }
    return roles
  }
}

function addRole(index: Map<string, Roles>, key: string, { id, role }: { id: string; role: GroupRole }): void {
  const roles = index.get(key) ?? new Map<string, GroupRole>()
  roles.set(id, getStrongerRole(roles.get(id), role))
  index.set(key, roles)
}

let current: MembershipIndex | undefined
groupsKind.subscribe(() => {
  current = undefined
})

/** The groups of a person as the cluster knows them at this moment. */
export function getGroupRoles(userUid: string, mappedGroups: readonly string[]): ReadonlyMap<string, GroupRole> {
  // Listing first: it starts the watch, whose changes then drop the index.
  current ??= new MembershipIndex(groupsKind.list())
  return current.getRoles(userUid, mappedGroups)
}
