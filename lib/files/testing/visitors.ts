import { randomBytes, randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { toGroupRecord } from '#lib/auth/group-record.ts'
import { checkSession } from '#lib/auth/session-check.ts'
import type { SessionToken } from '#lib/auth/session-token.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { toUserRecord } from '#lib/auth/user-record.ts'
import { AppError } from '#lib/errors.ts'
import { getEnv } from '#lib/env.ts'
import { createObject, deleteObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { ensureGroupSpace, ensureUserSpace } from '#lib/spaces/operations.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import { startCaches } from '#cluster/testing/caches-under-test.ts'
import { callFiles } from '#cluster/testing/call-files.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { prepareFiles } from '#cluster/testing/files-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { followFileAccess } from '../operations-access.ts'
import { startFileServer } from '../operations-start.ts'
import { watchFileServers } from '../operations-watch.ts'
import { fileRoutes } from '../protocol/file-routes.ts'
import type { FileAccess } from '../schema.ts'

export const API = 'moorage.dev/v1alpha1'

export interface Person {
  actor: Actor
  space: SpaceId
  namespace: string
  disk: string
}

/** From here on this process opens files, and tells file servers who lost access. */
export async function startPortal(): Promise<void> {
  await becomePortal(await prepareFiles({ MOORAGE_VOLUME_SIZE: '300Mi' }))
  await startCaches()
  watchFileServers()
}

export async function removePeople(people: readonly (Person | undefined)[]): Promise<void> {
  for (const person of people) {
    if (!person) continue
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: person.namespace })
    await deleteObject(client, { apiVersion: API, kind: 'User', name: person.actor.username })
  }
}

/** Somebody who is signed in, with a space and its first disk. */
export async function welcome(username: string): Promise<Person> {
  const subject = `subject-${username}`
  const issuer = getEnv().oidc.issuer
  const made = await createObject(client, {
    apiVersion: API,
    kind: 'User',
    metadata: { name: username },
    spec: { username, issuer, subject, quota: { storage: '4Gi' } },
  })
  const actor = await signIn(username)
  const { namespace } = await ensureUserSpace(toUserRecord(made))
  const disk = `user-${username}-disk`
  await waitFor('the disk', async () => claimsKind.get({ namespace, name: disk }))
  return { actor, space: `u/${username}`, namespace, disk }
}

/** One more session. */
export async function signIn(username: string, mappedGroups: string[] = []): Promise<Actor> {
  return (await signInWithToken(username, mappedGroups)).actor
}

export async function signInWithToken(username: string, mappedGroups: string[] = []) {
  const ref = { apiVersion: API, kind: 'User', name: username }
  const before = toUserRecord(await requireObject(client, ref))
  const session = { sid: randomUUID(), startedAt: new Date().toISOString() }
  const kept = before.sessions.map(({ sid, startedAt }) => ({ sid, startedAt }))
  const raw = await patchObject(client, ref, {
    subresource: 'status',
    patch: { status: { sessions: [...kept, session] } },
  })
  const user = toUserRecord(raw)
  await usersKind.waitFor(user.resourceVersion, 5000)
  const now = Date.now()
  const token: SessionToken = {
    sid: session.sid,
    userUid: user.uid,
    username,
    issuer: user.issuer,
    subject: user.subject,
    startedAt: now,
    userVersion: user.resourceVersion,
    claimsCheckedAt: now,
    isProviderAway: false,
    isInAdminGroup: false,
    mappedGroups,
    refreshToken: 'none',
  }
  const actor = await checkSession(token)
  if (!actor) throw new Error('The session does not count')
  return { actor, token }
}

export async function endSession({ username, sid: ended }: Actor): Promise<void> {
  const ref = { apiVersion: API, kind: 'User', name: username }
  const user = toUserRecord(await requireObject(client, ref))
  const kept = user.sessions.filter(({ sid }) => sid !== ended).map(({ sid, startedAt }) => ({ sid, startedAt }))
  await patchObject(client, ref, { subresource: 'status', patch: { status: { sessions: kept } } })
}

export async function open(actor: Actor, { space, volume }: { space: SpaceId; volume: string }): Promise<FileAccess> {
  await startFileServer(actor, { space, volume })
  return waitFor('the files to be open', async () => {
    const access = await followFileAccess(actor, { space, volume, since: null, signal: new AbortController().signal })
    return access.state === 'ready' && access
  })
}

export const openDisk = ({ actor, space, disk }: Person) => open(actor, { space, volume: disk })
export const list = (access: FileAccess, token = access.token) =>
  callFiles(`${access.baseUrl}${fileRoutes.list()}`, { token })

export async function write(access: FileAccess, path: string, body: string | Buffer): Promise<number> {
  const address = `${access.baseUrl}${fileRoutes.content()}?path=${path}`
  const headers = {
    'if-none-match': '*',
    'content-type': 'text/plain',
    'content-length': String(Buffer.byteLength(body)),
  }
  return (await callFiles(address, { method: 'PUT', token: access.token, headers, body })).status
}

export async function catchError(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error
}

export async function createGroup(members: { uid: string; role: string }[]) {
  const id = `team-${randomBytes(3).toString('hex')}`
  const volumes = [{ name: 'data', size: '300Mi' }]
  const made = await createObject(client, {
    apiVersion: API,
    kind: 'Group',
    metadata: { name: id },
    spec: { displayName: 'Team', members, volumes },
  })
  const { namespace } = await ensureGroupSpace(toGroupRecord(made))
  await groupsKind.waitFor(made.metadata.resourceVersion ?? '', 5000)
  onTestFinished(async () => {
    await deleteObject(client, { apiVersion: API, kind: 'Group', name: id })
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  })
  const claim = await waitFor('the volume of the group', async () => claimsKind.list(namespace)[0])
  const space: SpaceId = `g/${id}`
  return { id, space, namespace, volume: claim.name }
}
