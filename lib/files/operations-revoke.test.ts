import { expect, test } from 'vitest'
import type { GroupRecord } from '#lib/auth/group-record.ts'
import type { UserRecord } from '#lib/auth/user-record.ts'
import { compareGroup, compareUser, listLasting } from './operations-revoke.ts'

const session = (sid: string) => ({
  sid,
  startedAt: '2026-01-01T10:00:00Z',
  lastSeenAt: '2026-01-01T10:00:00Z',
  agent: '',
  providerSid: null,
})

const alice: UserRecord = {
  uid: 'alice',
  resourceVersion: '1',
  issuer: 'https://id.example.org',
  subject: 'a',
  username: 'alice',
  displayName: 'alice',
  email: '',
  isAdmin: false,
  isDisabled: false,
  isDeleted: false,
  createdAt: '',
  quota: {},
  quotaRole: null,
  sessions: [session('one'), session('two')],
  sessionsValidAfter: null,
  usedLogoutTokens: [],
}

test.each<[string, Partial<UserRecord> | undefined, object[]]>([
  ['nothing that matters', { email: 'new' }, []],
  ['one session', { sessions: [session('two')] }, [{ sid: 'one', before: 7 }]],
  [
    'all sessions',
    { sessionsValidAfter: '2026-01-01T11:00:00Z' },
    [
      { sid: 'one', before: 7 },
      { sid: 'two', before: 7 },
    ],
  ],
  ['a new session', { sessions: [...alice.sessions, session('three')] }, []],
  ['being disabled', { isDisabled: true }, [{ sub: 'alice', before: 7 }]],
  ['being deleted', { isDeleted: true }, [{ sub: 'alice', before: 7 }]],
  ['the object itself', undefined, [{ sub: 'alice', before: 7 }]],
  ['another one of that name', { uid: 'other' }, [{ sub: 'alice', before: 7 }]],
])('of a user: %s', (_what, changes, revocations) => {
  const revoked = compareUser(alice, changes && { ...alice, ...changes }, 7)
  expect(revoked).toEqual(revocations.map((revocation) => ({ namespace: null, revocation })))
})

const group: GroupRecord = {
  id: '7',
  uid: 'g',
  resourceVersion: '1',
  displayName: 'Team',
  createdAt: '',
  isDeleted: false,
  members: [
    { uid: 'alice', role: 'owner' },
    { uid: 'bob', role: 'editor' },
  ],
  oidcGroups: [],
  quota: {},
  volumes: [],
}

test.each<[string, Partial<GroupRecord> | undefined, string[]]>([
  ['a new name', { displayName: 'Other' }, []],
  ['who left', { members: group.members.slice(0, 1) }, ['bob']],
  ['who may do less', { members: [group.members[0]!, { uid: 'bob', role: 'viewer' }] }, ['bob']],
  ['who joined', { members: [...group.members, { uid: 'carol', role: 'viewer' }] }, []],
  ['the group itself', { isDeleted: true }, ['alice', 'bob']],
  ['an object that is gone', undefined, ['alice', 'bob']],
])('of a group: %s', (_what, changes, people) => {
  const revoked = compareGroup(group, changes && { ...group, ...changes }, 7)
  expect(revoked).toEqual(people.map((sub) => ({ namespace: 'group-7-storage', revocation: { sub, before: 7 } })))
})

const NOON = Date.parse('2026-01-01T12:00:00Z') / 1000

test.each<[string, Partial<UserRecord>, number | null]>([
  ['nothing ended', {}, null],
  ['signed out everywhere', { sessions: [], sessionsValidAfter: '2026-01-01T11:00:00.700Z' }, NOON - 3600],
  ['so long ago that no link is left', { sessions: [], sessionsValidAfter: '2025-12-31T23:59:00Z' }, null],
  [
    'disabled in the portal, which signs out',
    { isDisabled: true, sessions: [], sessionsValidAfter: '2026-01-01T11:00:00Z' },
    NOON - 3600,
  ],
  ['disabled by kubectl', { isDisabled: true }, NOON],
  ['deleted', { isDeleted: true }, NOON],
  [
    'disabled, and away for days before',
    { isDisabled: true, sessions: [{ ...session('old'), startedAt: '2025-12-30T10:00:00Z' }] },
    null,
  ],
])('what the users say still: %s', (_what, changes, before) => {
  const expected = before === null ? [] : [{ sub: 'alice', before }]
  expect(listLasting([{ ...alice, ...changes }], NOON)).toEqual(expected)
})
