import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { ensureUserSpace } from '#lib/spaces/operations.ts'
import { createAccount, foundGroup, removeGroup, removePeople } from '#lib/spaces/testing/people.ts'
import type { Person } from '#lib/spaces/testing/people.ts'
import { signIn } from '#lib/spaces/testing/sessions.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { callFiles } from '#cluster/testing/call-files.ts'
import { waitFor } from '#cluster/testing/cluster-under-test.ts'
import { prepareFiles } from '#cluster/testing/files-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { followFileAccess } from '../operations-access.ts'
import { startFileServer } from '../operations-start.ts'
import { watchFileServers } from '../operations-watch.ts'
import { fileRoutes } from '../protocol/file-routes.ts'
import type { FileAccess } from '../schema.ts'

/** Somebody who is signed in, with a space and its first disk. */
export interface Visitor extends Person {
  disk: string
}

/** From here on this process opens files, and tells file servers who lost access. */
export async function startPortal(): Promise<void> {
  await becomePortal(await prepareFiles({ MOORAGE_VOLUME_SIZE: '300Mi' }))
  await startCaches()
  watchFileServers()
}

/** A name of the test's own is made of `name`. */
export async function welcome(name: string): Promise<Visitor> {
  const username = `${name}-${randomBytes(3).toString('hex')}`
  const { user } = await createAccount(username, { storage: '4Gi' })
  const actor = await signIn(username)
  const { namespace } = await ensureUserSpace(user)
  const disk = `user-${username}-disk`
  await waitFor('the disk', async () => claimsKind.get({ namespace, name: disk }))
  return { actor, space: `u/${username}`, namespace, disk }
}

/** That portal, with two people. */
export async function startPortalForTwo(): Promise<{ alice: Visitor; bob: Visitor }> {
  await startPortal()
  return { alice: await welcome('alice'), bob: await welcome('bob') }
}

export async function closePortal(visitors: readonly (Visitor | undefined)[]): Promise<void> {
  await removePeople(visitors)
  stopCaches()
}

export async function open(actor: Actor, { space, volume }: { space: SpaceId; volume: string }): Promise<FileAccess> {
  await startFileServer(actor, { space, volume })
  return waitFor('the files to be open', async () => {
    const access = await followFileAccess(actor, { space, volume, since: null, signal: new AbortController().signal })
    return access.state === 'ready' && access
  })
}

export const openDisk = ({ actor, space, disk }: Visitor) => open(actor, { space, volume: disk })
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

/** A group with one volume; it goes with the test. */
export async function createGroup(members: { uid: string; role: string }[]) {
  const id = `team-${randomBytes(3).toString('hex')}`
  const group = await foundGroup(id, { members, volumes: [{ name: 'data', size: '300Mi' }] })
  onTestFinished(() => removeGroup(group))
  const claim = await waitFor('the volume of the group', async () => claimsKind.list(group.namespace)[0])
  return { ...group, id, volume: claim.name }
}
