import { expect, test } from 'vitest'
import { compareUsers, listChangedMembers } from './access-change.ts'
import type { GroupRecord } from './group-record.ts'
import type { UserRecord } from './user-record.ts'

const session = {
  sid: 's1',
  startedAt: '2026-11-24T08:00:00Z',
  lastSeenAt: '2026-11-24T08:00:00Z',
  agent: '',
  providerSid: null,
}
const alice: UserRecord = {
  uid: 'u1',
  resourceVersion: '1',
  issuer: 'https://id.example.org',
  subject: 'alice-1',
  username: 'alice',
  displayName: 'Alice',
  email: '',
  isAdmin: false,
  isDisabled: false,
  isDeleted: false,
  createdAt: '',
  quota: {},
  quotaRole: null,
  sessions: [session],
  sessionsValidAfter: null,
  usedLogoutTokens: [],
}

test.each<[string, Partial<UserRecord> | undefined, string[]]>([
  ['gone', undefined, ['disabled']],
  ['made again by another', { uid: 'u2' }, ['disabled']],
  ['disabled', { isDisabled: true }, ['disabled']],
  ['deleted', { isDeleted: true }, ['disabled']],
  ['session ended', { sessions: [] }, ['sessions']],
  ['all ended by a moment', { sessionsValidAfter: '2026-11-24T08:00:00Z' }, ['sessions']],
  ['became an administrator', { isAdmin: true }, ['groups']],
  ['seen again', { sessions: [{ ...session, lastSeenAt: '2026-11-24T09:00:00Z' }] }, []],
  ['another session', { sessions: [session, { ...session, sid: 's2' }] }, []],
  ['another name', { displayName: 'Alice B', email: 'b@example.org' }, []],
])('%s', (_, changes, kinds) => {
  const next = changes && { ...alice, ...changes }
  expect(compareUsers(alice, next)).toEqual(kinds.map((kind) => ({ userUid: 'u1', kind })))
})

test('a new user concerns nobody', () => {
  expect(compareUsers(undefined, alice)).toEqual([])
})

test('a group tells of those whose role changed', () => {
  const group = (members: GroupRecord['members'], isDeleted = false) => ({ members, isDeleted }) as GroupRecord
  const before = group([
    { uid: 'a', role: 'owner' },
    { uid: 'b', role: 'viewer' },
    { uid: 'c', role: 'viewer' },
  ])
  const after = group([
    { uid: 'a', role: 'owner' },
    { uid: 'b', role: 'editor' },
    { uid: 'd', role: 'viewer' },
  ])
  expect(listChangedMembers(before, after).toSorted()).toEqual(['b', 'c', 'd'])
  expect(listChangedMembers(before, undefined).toSorted()).toEqual(['a', 'b', 'c'])
  expect(listChangedMembers(before, group(before.members, true)).toSorted()).toEqual(['a', 'b', 'c'])
  expect(listChangedMembers(before, before)).toEqual([])
})
