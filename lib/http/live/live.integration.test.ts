import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { getNamespaceName, type SpaceId } from '#lib/auth/space-id.ts'
import { groupsKind, namespacesKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { applyObject } from '#lib/kube/apply.ts'
import { watchKind } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, patchObject } from '#lib/kube/verbs.ts'
import { client, layout } from '#cluster/testing/cluster-under-test.ts'
import { closeLive, getHub } from './live.ts'
import { publishKind } from './publish.ts'
import { createBodySink } from './stream-sink.ts'

const id = randomUUID().slice(0, 8)
const username = `live-${id}`
const namespace = `user-${username}-storage`
const issuer = 'http://id.localhost'
const fieldManager = 'live-test'
const userRef = { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: username }

const maps = watchKind<{ color: string }>({
  name: `live-maps-${id}`,
  path: '/api/v1/configmaps',
  isNamespaced: true,
  client,
  toItem: (raw) => raw.data as { color: string },
})
publishKind({ kind: 'maps', cached: maps, toDto: (item) => item })

let userUid = ''

beforeAll(async () => {
  vi.stubEnv('MOORAGE_DEMO', 'true')
  vi.stubEnv('MOORAGE_URL', 'http://moorage.localhost')
  vi.stubEnv('MOORAGE_OIDC_ISSUER', issuer)
  vi.stubEnv('MOORAGE_OIDC_CLIENT_ID', 'moorage')
  vi.stubEnv('MOORAGE_OIDC_CLIENT_SECRET', 'demo')
  vi.stubEnv('MOORAGE_SESSION_SECRET', 'demo'.repeat(8))
  vi.stubEnv('MOORAGE_KUBECONFIG', layout.kubeconfig)
  await applyDefinitions()
  const spec = { issuer, subject: username, username, displayName: username }
  const user = await createObject(client, {
    apiVersion: userRef.apiVersion,
    kind: userRef.kind,
    metadata: { name: username },
    spec,
  })
  userUid = user.metadata.uid ?? ''
  await applyObject(client, buildNamespace(username), { fieldManager })
  await Promise.all([maps.synced, usersKind.synced, groupsKind.synced, namespacesKind.synced])
})

afterAll(async () => {
  closeLive()
  for (const kind of [maps, usersKind, groupsKind, namespacesKind]) kind.stop()
  await deleteObject(client, userRef)
  await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
})

async function applyDefinitions(): Promise<void> {
  const dir = path.resolve('deploy/crds')
  for (const file of await readdir(dir)) {
    for (const document of parseAllDocuments(await readFile(path.join(dir, file), 'utf8'))) {
      await applyObject(client, document.toJS() as KubeObject, { fieldManager: 'moorage-deploy', force: true })
    }
  }
}

function buildNamespace(subject: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: { 'app.kubernetes.io/managed-by': 'moorage', 'moorage.dev/space-kind': 'user' },
      annotations: {
        'moorage.dev/space': `u/${username}`,
        'moorage.dev/owner-issuer': issuer,
        'moorage.dev/owner-subject': subject,
      },
    },
  }
}

function open(space: SpaceId = `u/${username}`): { text: () => string; ended: Promise<string> } {
  const { sink, body } = createBodySink()
  getHub().open({ userUid, spaces: [space], isAdmin: false, since: null, endsAtMs: Infinity }, sink)
  let text = ''
  const ended = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of body) text += decoder.decode(chunk, { stream: true })
    return text
  })()
  return { text: () => text, ended }
}

function expectPart(stream: { text: () => string }, part: string): Promise<void> {
  return expect.poll(stream.text, { timeout: 20_000 }).toContain(part)
}

test('a change made by anybody in the cluster reaches the stream of its space', async () => {
  const stream = open()
  const metadata = { name: 'seen', namespace }
  await createObject(client, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { color: '藍' } })
  await expectPart(stream, `{"space":"u/${username}","kind":"maps","key":"seen","item":{"color":"藍"}}`)
  await deleteObject(client, { apiVersion: 'v1', kind: 'ConfigMap', ...metadata })
  await expectPart(stream, `{"space":"u/${username}","kind":"maps","key":"seen","item":null}`)
  getHub().endForUser(userUid, 'renew')
  await stream.ended
})

test('streams end when the namespace becomes somebody else’s', async () => {
  const stream = open()
  await applyObject(client, buildNamespace('another'), { fieldManager })
  expect(await stream.ended).toMatch(/event: end\ndata: \{"reason":"access-changed"\}\n\n$/)
  const { metadata } = await applyObject(client, buildNamespace(username), { fieldManager })
  // The next test's stream would end by this change otherwise.
  expect(await namespacesKind.waitFor(metadata.resourceVersion ?? '', 20_000)).toBe(true)
})

test('streams of a group end when a membership does', async () => {
  const [apiVersion, kind] = ['moorage.dev/v1alpha1', 'Group'] as const
  const group = { apiVersion, kind, name: `live-${id}` }
  const space = `g/${group.name}` as const
  const name = getNamespaceName(space)
  const spec = { displayName: 'Live', members: [{ uid: userUid, role: 'viewer' }] }
  const made = await createObject(client, { apiVersion, kind, metadata: { name: `live-${id}` }, spec })
  const labels = { 'app.kubernetes.io/managed-by': 'moorage', 'moorage.dev/space-kind': 'group' }
  const annotations = { 'moorage.dev/space': space, 'moorage.dev/owner-group-uid': made.metadata.uid ?? '' }
  const namespaceOfGroup = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } }
  try {
    const { metadata } = await applyObject(client, namespaceOfGroup, { fieldManager })
    await groupsKind.waitFor(made.metadata.resourceVersion ?? '', 20_000)
    await namespacesKind.waitFor(metadata.resourceVersion ?? '', 20_000)
    const stream = open(space)
    await patchObject(client, group, { patch: { spec: { members: [] } } })
    expect(await stream.ended).toMatch(/event: end\ndata: \{"reason":"access-changed"\}\n\n$/)
  } finally {
    await deleteObject(client, group)
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name })
  }
})

test('streams end when their person is disabled', async () => {
  const stream = open()
  await patchObject(client, userRef, { patch: { spec: { disabled: true } } })
  expect(await stream.ended).toMatch(/event: end\ndata: \{"reason":"signed-out"\}\n\n$/)
})
