import { EncryptJWT, SignJWT } from 'jose'
import { expect, test, vi } from 'vitest'
import { openSession, sealSession, SESSION_LIMIT_MS, type SessionToken } from './session-token.ts'

const secret = 'a secret of more than thirty-two characters'

function buildToken(changes: Partial<SessionToken> = {}): SessionToken {
  return {
    sid: 'rZ3n0w6T9q1mXb2cVd4fGg',
    userUid: '3f0c9a52-5d7b-4a57-9e3e-0d2f1c8b7a66',
    username: 'alice',
    issuer: 'https://id.example.org/realms/main',
    subject: 'f:3f0c9a52-5d7b-4a57-9e3e-0d2f1c8b7a66:alice',
    startedAt: Date.now(),
    userVersion: '123456',
    claimsCheckedAt: Date.now(),
    isProviderAway: false,
    isInAdminGroup: true,
    mappedGroups: [],
    refreshToken: 'r'.repeat(900),
    ...changes,
  }
}

test('what was sealed comes out again', async () => {
  const token = buildToken()
  expect(await openSession(await sealSession(token, secret), secret)).toEqual(token)
})

test('somebody in very many mapped groups, with a long refresh token, still fits into one cookie', async () => {
  const mappedGroups = Array.from({ length: 64 }, (_, index) => `hash-of-16-c-${index}`.padEnd(16, 'x').slice(0, 16))
  const sealed = await sealSession(buildToken({ mappedGroups, refreshToken: 'r'.repeat(1200) }), secret)
  expect(sealed.length).toBeLessThan(3933)
})

test('it cannot be read, changed, or opened with another secret', async () => {
  const sealed = await sealSession(buildToken(), secret)
  expect(Buffer.from(sealed, 'base64url').includes('alice')).toBe(false)
  const middle = Math.floor(sealed.length / 2)
  const changed = `${sealed.slice(0, middle)}${sealed[middle] === 'A' ? 'B' : 'A'}${sealed.slice(middle + 1)}`
  expect(await openSession(changed, secret)).toBeNull()
  expect(await openSession(sealed, `${secret} or not`)).toBeNull()
  expect(await openSession('', secret)).toBeNull()
  expect(await openSession('a.b.c.d.e', secret)).toBeNull()
})

test('tokens of another kind are no sessions, even with the right content', async () => {
  const key = new TextEncoder().encode(secret.slice(0, 32))
  const encrypted = new EncryptJWT({ ...buildToken() }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
  expect(await openSession(await encrypted.setExpirationTime('1h').encrypt(key), secret)).toBeNull()
  const signed = new SignJWT({ ...buildToken() }).setProtectedHeader({ alg: 'HS256' })
  expect(await openSession(await signed.setExpirationTime('1h').sign(key), secret)).toBeNull()
})

test('it ends eight hours after the sign-in, however often it is sealed again', async () => {
  const startedAt = Date.now() - SESSION_LIMIT_MS + 60_000
  const again = await sealSession(buildToken({ startedAt, claimsCheckedAt: Date.now() }), secret)
  expect(await openSession(again, secret)).not.toBeNull()
  vi.useFakeTimers({ now: startedAt + SESSION_LIMIT_MS + 1000 })
  try {
    expect(await openSession(again, secret)).toBeNull()
  } finally {
    vi.useRealTimers()
  }
})
