import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import type { Actor } from './actor.ts'
import { authorize, requireAdmin } from './authorize.ts'
import { groupsKind, namespacesKind, usersKind } from './cached-kinds.ts'
import { awaitFirstRights } from './freshness.ts'
import { USER_API_VERSION } from './user-record.ts'

const username = `stale${randomBytes(4).toString('hex')}`
const spaceId = `u/${username}` as const
const namespace = `user-${username}-storage`
const user = { apiVersion: USER_API_VERSION, kind: 'User' }
const kubeconfigFile = path.join(tmpdir(), `${username}.kubeconfig`)
const sockets = new Set<Socket>()

let actor: Actor

// The portal's own way to the cluster leads through here, so that the cluster can be away for it alone.
const forwarder = createServer((inner) => {
  const { hostname, port } = new URL(client.server)
  const outer = connect(Number(port), hostname)
  for (const socket of [inner, outer]) {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  inner.pipe(outer).pipe(inner)
})

beforeAll(async () => {
  await becomePortal()
  await once(forwarder.listen(0, '127.0.0.1'), 'listening')
  const kubeconfig = parse(await readFile(process.env.MOORAGE_KUBECONFIG ?? '', 'utf8')) as {
    clusters: { cluster: object }[]
  }
  const server = `https://127.0.0.1:${(forwarder.address() as AddressInfo).port}`
  for (const entry of kubeconfig.clusters) entry.cluster = { server, 'insecure-skip-tls-verify': true }
  await writeFile(kubeconfigFile, stringify(kubeconfig))
  process.env.MOORAGE_KUBECONFIG = kubeconfigFile
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
  for (const socket of sockets) socket.destroy()
  forwarder.close()
  await rm(kubeconfigFile, { force: true })
  await deleteObject(client, { ...user, name: username })
  await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
})

/** Every watch has noticed that its connection is gone. */
async function loseCluster(): Promise<void> {
  forwarder.close()
  for (const socket of sockets) socket.destroy()
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
