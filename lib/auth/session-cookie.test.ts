import { expect, test } from 'vitest'
import { getCookieNames, getCookieOptions, listChunkNames, readChunked, splitChunked } from './session-cookie.ts'

test('under https no other host can set or read it', () => {
  const place = { portalUrl: 'https://portal.example.org', appsDomain: 'apps.example.net' }
  expect(getCookieNames(place).session).toBe('__Host-moorage-session')
  expect(getCookieOptions(place)).toEqual({ httpOnly: true, sameSite: 'lax', path: '/', secure: true })
})

test.each([
  ['http://moorage.localhost:8080', 'apps.localhost:8080', false],
  ['http://localhost:3000', 'apps.localhost:8080', false],
  ['http://moorage.localhost:8080', null, false],
  ['http://moorage.one.localhost:8080', 'apps.one.localhost:8080', true],
  ['http://one.localhost:8080', 'apps.one.localhost', true],
])('without TLS: the portal at %s and web addresses below %s', (portalUrl, appsDomain, isSecure) => {
  const place = { portalUrl, appsDomain }
  expect(getCookieNames(place).session).toBe(isSecure ? '__Host-moorage-session' : 'moorage-session')
  expect(getCookieOptions(place).secure).toBe(isSecure)
})

test.each([1, 3933, 3934, 7866, 9000, 15_000])('a value of %d characters comes back whole', (length) => {
  const value = Array.from({ length }, (_, index) => String.fromCodePoint(97 + (index % 26))).join('')
  const parts = splitChunked('session', value)
  const cookies = new Map(parts.map((part) => [part.name, part.value]))
  expect(readChunked('session', (name) => cookies.get(name))).toBe(value)
  expect(parts.every((part) => part.value.length <= 3933 && listChunkNames('session').includes(part.name))).toBe(true)
})

test('no cookie, no value', () => {
  expect(readChunked('session', () => undefined)).toBeNull()
  expect(readChunked('session', () => '')).toBeNull()
})
