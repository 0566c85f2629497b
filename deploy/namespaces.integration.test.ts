import { randomUUID } from 'node:crypto'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { buildSpaceNamespace, getRefusal, tryOut, type TestSpace } from '#cluster/testing/accounts-under-test.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { openTestPlaces } from '#cluster/testing/places-under-test.ts'

let portal: KubeClient
let space: TestSpace
let foreign: TestSpace

beforeAll(async () => {
  const places = await openTestPlaces()
  ;({ portal, space, foreign } = places)
  return places.remove
})

const MANAGED = { 'app.kubernetes.io/managed-by': 'moorage' }
const ONLY_SPACES = /^policy: .*the namespaces of spaces and no others/
const NOT_MADE = /^policy: .*not made by Moorage/

function namespaceRef(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', name }
}

test.each<[string, (good: KubeObject) => KubeObject, RegExp]>([
  ['of another name', rename('team-a'), ONLY_SPACES],
  ['whose name only contains a space', rename('x-user-alice-storage'), ONLY_SPACES],
  ['of the cluster', rename('kube-system-2'), ONLY_SPACES],
  ['without our label', label({ 'app.kubernetes.io/managed-by': 'helm' }), /^policy: .*says that Moorage made it/],
  ['of the wrong kind', label({ 'moorage.dev/space-kind': 'group' }), /^policy: .*says that Moorage made it/],
  ['open to everything', label({ 'pod-security.kubernetes.io/enforce': 'privileged' }), /^policy: .*Pod Security/],
  ['without an owner', annotate({ 'moorage.dev/owner-subject': '' }), /^policy: .*names its space and its owner/],
  ['of another space', annotate({ 'moorage.dev/space': 'u/bob' }), /^policy: .*names its space and its owner/],
  ['of a space without a kind', annotate({ 'moorage.dev/space': 'alice' }), /^policy: .*names its space and its owner/],
])('the portal makes no namespace %s', async (_what, change, refusal) => {
  const good = buildSpaceNamespace(`test-${randomUUID().slice(0, 8)}`)
  await expect(tryOut(portal, good)).resolves.toBeDefined()
  await expect(getRefusal(tryOut(portal, change(good)))).resolves.toMatch(refusal)
})

function rename(name: string) {
  return (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, name } })
}

function label(labels: Record<string, string>) {
  return (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
  })
}

function annotate(annotations: Record<string, string>) {
  return (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
  })
}

test('the portal makes the namespace of a group with the uid of its object', async () => {
  const good: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'group-test-k3f9-storage',
      labels: { ...MANAGED, 'moorage.dev/space-kind': 'group', 'pod-security.kubernetes.io/enforce': 'baseline' },
      annotations: { 'moorage.dev/space': 'g/test-k3f9', 'moorage.dev/owner-group-uid': randomUUID() },
    },
  }
  await expect(tryOut(portal, good)).resolves.toBeDefined()
  const bad = annotate({ 'moorage.dev/owner-group-uid': '' })(good)
  await expect(getRefusal(tryOut(portal, bad))).resolves.toMatch(/names its space/)
})

test('the portal neither marks, nor changes, nor deletes a namespace that it did not make', async () => {
  const handMade = `user-test-${randomUUID().slice(0, 8)}-storage`
  await createObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: handMade } })
  onTestFinished(async () => void (await deleteObject(client, namespaceRef(handMade))))
  const { metadata } = buildSpaceNamespace(handMade.slice('user-'.length, -'-storage'.length))
  const patch = { metadata: { labels: metadata.labels, annotations: metadata.annotations } }

  for (const [name, refusal] of [
    ['default', ONLY_SPACES],
    ['kube-system', ONLY_SPACES],
    ['moorage', ONLY_SPACES],
    [foreign.namespace, ONLY_SPACES],
    [handMade, NOT_MADE],
  ] as const) {
    const ref = namespaceRef(name)
    const apply: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, name } }
    await expect(getRefusal(patchObject(portal, ref, { patch }))).resolves.toMatch(refusal)
    await expect(getRefusal(applyObject(portal, apply, { fieldManager: 'test', force: true }))).resolves.toMatch(
      refusal,
    )
    // The cluster keeps its own namespaces by itself.
    await expect(getRefusal(deleteObject(portal, ref))).resolves.toMatch(/^policy: |may not be deleted$/)
    const after = await requireObject(client, ref)
    expect(after.metadata.deletionTimestamp).toBeUndefined()
    expect(after.metadata.labels).not.toHaveProperty(['moorage.dev/space-kind'])
  }
})

test('the owner and the marks of a space stay what they are, and the rest may change', async () => {
  const ref = namespaceRef(space.namespace)
  const patchWith = (metadata: Record<string, unknown>) => patchObject(portal, ref, { patch: { metadata } })

  await expect(patchWith({ labels: { 'moorage.dev/test': 'yes' } })).resolves.toBeDefined()
  await expect(patchWith({ labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } })).resolves.toBeDefined()
  for (const [metadata, refusal] of [
    [{ annotations: { 'moorage.dev/owner-issuer': 'https://other.example.org' } }, /owner of a space is never changed/],
    [{ annotations: { 'moorage.dev/owner-subject': 'somebody-else' } }, /owner of a space is never changed/],
    [{ annotations: { 'moorage.dev/owner-subject': null } }, /names its space and its owner/],
    [{ annotations: { 'moorage.dev/space': 'u/bob' } }, /names its space and its owner/],
    [{ labels: { 'app.kubernetes.io/managed-by': null } }, /says that Moorage made it/],
    [{ labels: { 'moorage.dev/space-kind': 'group' } }, /says that Moorage made it/],
    [{ labels: { 'pod-security.kubernetes.io/enforce': null } }, /Pod Security/],
    [{ labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, /Pod Security/],
  ] as const) {
    await expect(getRefusal(patchWith(metadata))).resolves.toMatch(refusal)
  }
})

test('the portal removes a space that it made', async () => {
  const object = buildSpaceNamespace(`test-${randomUUID().slice(0, 8)}`)
  await createObject(portal, object)
  await expect(deleteObject(portal, namespaceRef(object.metadata.name))).resolves.toBe(true)
})
