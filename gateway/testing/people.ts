import { randomUUID } from 'node:crypto'
import type { Actor } from '#lib/auth/actor.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { checkSession } from '#lib/auth/session-check.ts'
import { toUserRecord } from '#lib/auth/user-record.ts'
import { getEnv } from '#lib/env.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, deleteObject, patchObject } from '#lib/kube/verbs.ts'

const API = 'moorage.dev/v1alpha1'
const toRef = (name: string) => ({ apiVersion: API, kind: 'User', name })

/** Somebody who has just signed in, as the portal knows people. */
export async function signInPerson(client: KubeClient, username: string): Promise<Actor> {
  const { issuer } = getEnv().oidc
  await createObject(client, {
    apiVersion: API,
    kind: 'User',
    metadata: { name: username },
    spec: { username, issuer, subject: `subject-${username}` },
  })
  const startedAt = new Date().toISOString()
  const sid = randomUUID()
  const patch = { status: { sessions: [{ sid, startedAt, lastSeenAt: startedAt }] } }
  const user = toUserRecord(await patchObject(client, toRef(username), { subresource: 'status', patch }))
  await usersKind.waitFor(user.resourceVersion, 5000)
  const now = Date.now()
  const actor = await checkSession({
    sid,
    userUid: user.uid,
    username,
    issuer,
    subject: user.subject,
    startedAt: now,
    userVersion: user.resourceVersion,
    claimsCheckedAt: now,
    isProviderAway: false,
    isInAdminGroup: false,
    mappedGroups: [],
    refreshToken: 'none',
  })
  if (!actor) throw new Error('The session does not count')
  return actor
}

export async function endSessions(client: KubeClient, { username }: Actor): Promise<void> {
  await patchObject(client, toRef(username), { subresource: 'status', patch: { status: { sessions: [] } } })
}

export async function removePerson(client: KubeClient, { username }: Actor): Promise<void> {
  await deleteObject(client, toRef(username))
}
