import { groupsKind, usersKind } from './cached-kinds.ts'
import type { GroupRecord } from './group-record.ts'
import { onGroupsLost } from './lost-groups.ts'
import { findSession, type UserRecord } from './user-record.ts'

/** Somebody may do less or more than a moment ago; "groups" includes becoming an administrator or ceasing to be one. */
export interface AccessChange {
  userUid: string
  kind: 'disabled' | 'sessions' | 'groups'
}

type Listener = (change: AccessChange) => void

/** For whatever stays open longer than a request. Called after the caches know; returns how to end that. */
export function onAccessChange(listener: Listener): () => void {
  const endUsers = usersKind.subscribe(({ item, previous }) => {
    for (const change of compareUsers(previous, item)) listener(change)
  })
  const endGroups = groupsKind.subscribe(({ item, previous }) => {
    for (const userUid of listAffected(previous, item)) listener({ userUid, kind: 'groups' })
  })
  const endLosses = onGroupsLost(({ userUid }) => listener({ userUid, kind: 'groups' }))
  return () => {
    endUsers()
    endGroups()
    endLosses()
  }
}

export function compareUsers(previous: UserRecord | undefined, item: UserRecord | undefined): AccessChange[] {
  if (!previous) return []
  const userUid = previous.uid
  if (!item || item.uid !== userUid) return [{ userUid, kind: 'disabled' }]
  if (item.isDisabled || item.isDeleted) {
    return previous.isDisabled || previous.isDeleted ? [] : [{ userUid, kind: 'disabled' }]
  }
  const changes: AccessChange[] = []
  const hasEnded = previous.sessions.some(({ sid }) => findSession(previous, sid) && !findSession(item, sid))
  if (hasEnded) changes.push({ userUid, kind: 'sessions' })
  if (item.isAdmin !== previous.isAdmin) changes.push({ userUid, kind: 'groups' })
  return changes
}

/** The uids whose role changed. Nobody knows here who is in a group of the provider, so its mapping concerns everybody. */
function listAffected(previous: GroupRecord | undefined, item: GroupRecord | undefined): string[] {
  if (toMapping(previous) !== toMapping(item)) return usersKind.list().map((user) => user.uid)
  return listChangedMembers(previous, item)
}

export function listChangedMembers(previous: GroupRecord | undefined, item: GroupRecord | undefined): string[] {
  const before = toRoles(previous)
  const after = toRoles(item)
  const uids = new Set([...before.keys(), ...after.keys()])
  return [...uids].filter((uid) => before.get(uid) !== after.get(uid))
}

function toRoles(group: GroupRecord | undefined): Map<string, string> {
  if (!group || group.isDeleted) return new Map()
  return new Map(group.members.map(({ uid, role }) => [uid, role]))
}

function toMapping(group: GroupRecord | undefined): string {
  if (!group || group.isDeleted) return '[]'
  const mapped = group.oidcGroups.map(({ name, role }) => `${role} ${name}`)
  return JSON.stringify(mapped.toSorted())
}
