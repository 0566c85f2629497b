import type { Actor } from '#lib/auth/actor.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { toGroupRecord } from '#lib/auth/group-record.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { toUserRecord, USER_API_VERSION, type UserRecord } from '#lib/auth/user-record.ts'
import { getEnv } from '#lib/env.ts'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import { readQuota } from '#lib/quota/operations.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { ensureGroupSpace, ensureUserSpace } from '../operations.ts'

export const KNOWN_WITHIN_MS = 5000

export const toUserRef = (name: string) => ({ apiVersion: USER_API_VERSION, kind: 'User', name })
const toGroupRef = (name: string) => ({ apiVersion: USER_API_VERSION, kind: 'Group', name })

export interface Place {
  space: SpaceId
  namespace: string
}

export interface Person extends Place {
  actor: Actor
}

/** An account that the portal knows of, without a space; the actor has no session, which a test signs in for. */
export async function createAccount(
  username: string,
  quota: Record<string, unknown> = {},
): Promise<{ user: UserRecord; actor: Actor }> {
  const made = await createObject(client, {
    apiVersion: USER_API_VERSION,
    kind: 'User',
    metadata: { name: username },
    spec: { username, issuer: getEnv().oidc.issuer, subject: `subject-${username}`, quota },
  })
  const user = toUserRecord(made)
  await usersKind.waitFor(user.resourceVersion, KNOWN_WITHIN_MS)
  const actor = { uid: user.uid, username, displayName: username, isAdmin: false, sid: 'one', groups: new Map() }
  return { user, actor }
}

/** Somebody with a space, of which the cluster has counted what is used. */
export async function welcomePerson(username: string, quota?: Record<string, unknown>): Promise<Person> {
  const { user, actor } = await createAccount(username, quota)
  const { namespace } = await ensureUserSpace(user)
  await waitFor('the quota to be counted', async () => readQuota(namespace).isComplete)
  return { actor, space: `u/${username}`, namespace }
}

interface GroupSpec {
  members?: { uid: string; role: string }[]
  volumes?: { name: string; size: string }[]
}

/** A group that the portal knows of, with its space. */
export async function foundGroup(id: string, { members = [], volumes = [] }: GroupSpec = {}): Promise<Place> {
  const made = await createObject(client, {
    apiVersion: USER_API_VERSION,
    kind: 'Group',
    metadata: { name: id },
    spec: { displayName: id, members, volumes },
  })
  const group = toGroupRecord(made)
  const { namespace } = await ensureGroupSpace(group)
  await groupsKind.waitFor(group.resourceVersion, KNOWN_WITHIN_MS)
  return { space: `g/${id}`, namespace }
}

export async function removeAccount({ username }: Pick<Actor, 'username'>): Promise<void> {
  await deleteObject(client, toUserRef(username))
}

/** The space goes with everything in it, in the cluster's own time. */
export async function removeSpace({ namespace }: Pick<Place, 'namespace'>): Promise<void> {
  await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
}

/** Also when only some of them came to be: what is missing failed its test already. */
export async function removePeople(people: readonly (Person | undefined)[]): Promise<void> {
  for (const person of people) {
    if (!person) continue
    await removeSpace(person)
    await removeAccount(person.actor)
  }
}

export async function removeGroup(group: Place | undefined): Promise<void> {
  if (!group) return
  await removeSpace(group)
  await deleteObject(client, toGroupRef(group.space.slice('g/'.length)))
}
