import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { openWayToCluster, type WayToCluster } from '#cluster/testing/way-to-cluster.ts'
import type { Actor } from './actor.ts'
import { authorize, requireAdmin } from './authorize.ts'
import { groupsKind, namespacesKind, usersKind } from './cached-kinds.ts'
import { awaitFirstRights } from './freshness.ts'
import { USER_API_VERSION } from './user-record.ts'

const username = `stale${randomBytes(4).toString('hex')}`
const spaceId = `u/${username}` as const
const namespace = `user-${username}-storage`
const user = { apiVersion: USER_API_VERSION, kind: 'User' }
let actor: Actor
/** The portal's own, so that the cluster can be away for it alone. */
let way: WayToCluster

beforeAll(async () => {
  await becomePortal()
  way = await openWayToCluster(process.env.MOORAGE_KUBECONFIG ?? '')
  process.env.MOORAGE_KUBECONFIG = way.kubeconfigPath
  const identity = { issuer: 'http://id.localhost:8080', subject: username }
  const made = await createObject(client, { ...user, metadata: { name: username }, spec: { ...identity, username } })
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: { 'app.kubernetes.io/managed-by': 'moorage', 'moorage.dev/space-kind': 'user' },
      annotations: {
        'moorage.dev/space': spaceId,
        'moorage.dev/owner-issuer': identity.issuer,
        'moorage.dev/owner-subject': identity.subject,
      },
    },
  })
  const uid = made.metadata.uid ?? ''
  actor = { uid, username, displayName: '', isAdmin: true, sid: 's', groups: new Map() }
  await awaitFirstRights()
})

afterAll(async () => {
  vi.useRealTimers()
  for (const kind of [usersKind, groupsKind, namespacesKind]) kind.stop()
  await way?.close()
  await deleteObject(client, { ...user, name: username })
  await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
})

/** Every watch has noticed that its connection is gone. */
async function loseCluster(): Promise<void> {
  way.cut()
  const poll = new EventEmitter()
  const timer = setInterval(() => {
    const kinds = [usersKind, groupsKind, namespacesKind]
    if (kinds.every((kind) => kind.ageMs() > 0)) poll.emit('lost')
  }, 10)
  await once(poll, 'lost')
  clearInterval(timer)
}

test('while the cluster is away people read for ten minutes, and nobody changes anything', async () => {
  expect(authorize(actor, 'volume.create', spaceId)).toMatchObject({ namespace })
  await loseCluster()
  expect(authorize(actor, 'files.read', spaceId)).toMatchObject({ namespace })

  const away = expect.objectContaining({ code: 'UNAVAILABLE' }) as Error
  const startedAt = performance.now()
  const clock = vi.spyOn(performance, 'now')
  clock.mockReturnValue(startedAt + 31_000)
  expect(authorize(actor, 'space.read', spaceId)).toMatchObject({ namespace })
  expect(requireAdmin(actor, 'read')).toMatchObject({ actor })
  expect(() => authorize(actor, 'volume.create', spaceId)).toThrow(away)
  expect(() => authorize(actor, 'files.read', spaceId)).toThrow(away)
  expect(() => authorize(actor, 'secret.reveal', spaceId)).toThrow(away)
  expect(() => requireAdmin(actor)).toThrow(away)

  clock.mockReturnValue(startedAt + 601_000)
  expect(() => authorize(actor, 'space.read', spaceId)).toThrow(away)
  expect(() => requireAdmin(actor, 'read')).toThrow(away)
  clock.mockRestore()
})
