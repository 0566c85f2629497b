import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { toManagedNamespace } from './managed-namespace.ts'
import { findSession, toUserRecord } from './user-record.ts'

function user(spec: Record<string, unknown> = {}, status?: Record<string, unknown>): KubeObject {
  return {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'User',
    metadata: { name: 'alice', uid: 'u1', resourceVersion: '7', creationTimestamp: '2026-11-24T08:00:00Z' },
    spec: { issuer: 'https://id.example.org', subject: 'alice-1', username: 'alice', ...spec },
    ...(status ? { status } : {}),
  }
}

const started = { sid: 's1', startedAt: '2026-11-24T08:00:00.500Z' }

test('a user made with kubectl has everything that decisions need', () => {
  expect(toUserRecord(user())).toMatchObject({
    uid: 'u1',
    username: 'alice',
    displayName: 'alice',
    isAdmin: false,
    isDisabled: false,
    isDeleted: false,
    quotaRole: null,
    sessions: [],
    sessionsValidAfter: null,
  })
  expect(toUserRecord(user({}, { quotaRole: 'research' }))).toMatchObject({ quotaRole: 'research', sessions: [] })
})

test.each([
  ['an open session', {}, { sessions: [started] }, true],
  ['another session', {}, { sessions: [{ ...started, sid: 's2' }] }, false],
  ['no status', {}, undefined, false],
  ['disabled', { disabled: true }, { sessions: [started] }, false],
  ['deleted', { tombstone: true }, { sessions: [started] }, false],
  ['everything before has ended', {}, { sessions: [started], sessionsValidAfter: '2026-11-24T08:00:00.500Z' }, false],
  ['everything earlier has ended', {}, { sessions: [started], sessionsValidAfter: '2026-11-24T08:00:00.499Z' }, true],
])('%s', (_, spec, status, isOpen) => {
  expect(findSession(toUserRecord(user(spec, status)), 's1') !== null).toBe(isOpen)
})

test('an object that is being deleted is a deleted user', () => {
  const object = user({}, { sessions: [started] })
  object.metadata.deletionTimestamp = '2026-11-24T09:00:00Z'
  expect(findSession(toUserRecord(object), 's1')).toBeNull()
})

test.each([
  ['without an issuer', { issuer: undefined }],
  ['with another name than its object', { username: 'bob' }],
  ['disabled by a word', { disabled: 'yes' }],
  ['with a quota below zero', { quota: { pods: -1 } }],
  ['with a quota that is no amount', { quota: { storage: '1e18' } }],
])('a user %s grants nothing', (_, spec) => {
  expect(() => toUserRecord(user(spec))).toThrow(/invalid|too small|not a user/i)
})

function namespace(name: string, labels: Record<string, string>, annotations: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, uid: 'n1', labels, annotations } }
}

const made = { 'app.kubernetes.io/managed-by': 'moorage', 'moorage.dev/space-kind': 'user' }
const owner = { 'moorage.dev/owner-issuer': 'https://id.example.org', 'moorage.dev/owner-subject': 'alice-1' }

test('a namespace says whose it is', () => {
  const raw = namespace('user-alice-storage', made, { ...owner, 'moorage.dev/space': 'u/alice' })
  expect(toManagedNamespace(raw)).toMatchObject({
    isManaged: true,
    kind: 'user',
    spaceId: 'u/alice',
    owner: { issuer: 'https://id.example.org', subject: 'alice-1' },
  })
})

test('one made by hand is not Moorage’s, half an owner is none, and other namespaces are not looked at', () => {
  expect(toManagedNamespace(namespace('user-alice-storage', {}, owner))).toMatchObject({ isManaged: false })
  const half = { 'moorage.dev/owner-issuer': 'https://id.example.org', 'moorage.dev/space': 'u/../x' }
  expect(toManagedNamespace(namespace('user-alice-storage', made, half))).toMatchObject({ owner: null, spaceId: null })
  const other = { ...made, 'moorage.dev/space-kind': 'group' }
  expect(toManagedNamespace(namespace('user-alice-storage', other, owner))).toMatchObject({ isManaged: false })
  expect(toManagedNamespace(namespace('kube-system', made, owner))).toBeNull()
  expect(toManagedNamespace(namespace('my-user-alice-storage', made, owner))).toBeNull()
})
