import { expect, test } from 'vitest'
import type { UserSession } from '#lib/auth/user-record.ts'
import { addLogoutToken, addSession, buildSessions, SESSIONS_MAX } from './objects.ts'
import { canUser, getUserState, isRefusedForSelf } from './status.ts'

function session(index: number, changes: Partial<UserSession> = {}): UserSession {
  const startedAt = new Date(Date.UTC(2026, 10, 24, 8, index)).toISOString()
  return { sid: `s${index}`, startedAt, lastSeenAt: startedAt, agent: 'Firefox', providerSid: null, ...changes }
}

test('a full list of sessions loses its oldest', () => {
  const full = Array.from({ length: SESSIONS_MAX }, (_, index) => session(index))
  const next = addSession(full, session(40))
  expect(next).toHaveLength(SESSIONS_MAX)
  expect(next.map(({ sid }) => sid)).toEqual([...full.slice(1).map(({ sid }) => sid), 's40'])
})

test('signing in again in the same browser replaces its session', () => {
  expect(addSession([session(1), session(2)], session(3), 's1').map(({ sid }) => sid)).toEqual(['s2', 's3'])
})

test('what is unknown is left out, not null', () => {
  expect(buildSessions([session(1)])[0]).not.toHaveProperty('providerSid')
  expect(buildSessions([session(1, { providerSid: 'abc' })])[0]).toHaveProperty('providerSid', 'abc')
})

test('logout tokens are remembered as long as they could come again', () => {
  const now = Date.UTC(2026, 10, 24, 9)
  const used = [
    { id: 'old', usedAt: new Date(now - 400_000).toISOString() },
    { id: 'new', usedAt: new Date(now - 100_000).toISOString() },
  ]
  const next = addLogoutToken(used, { id: 'this', now, lifetimeMs: 360_000 })
  expect(next.map(({ id }) => id)).toEqual(['new', 'this'])
})

test('states and what they allow', () => {
  expect(getUserState({ isDisabled: true, isDeleted: true })).toBe('deleted')
  expect([canUser('active', 'sign-in'), canUser('disabled', 'sign-in'), canUser('deleted', 'sign-in')]).toEqual([
    true,
    false,
    false,
  ])
  expect(canUser('deleted', 'update-quota')).toBe(false)
  expect(isRefusedForSelf('disable') && isRefusedForSelf('delete') && isRefusedForSelf('update-role')).toBe(true)
  expect(isRefusedForSelf('end-sessions')).toBe(false)
})
