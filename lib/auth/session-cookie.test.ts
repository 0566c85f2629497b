import { expect, test } from 'vitest'
import { getCookieNames, getCookieOptions, listChunkNames, readChunked, splitChunked } from './session-cookie.ts'

test('under https no other host can set or read it', () => {
  expect(getCookieNames('https://portal.example.org').session).toBe('__Host-moorage-session')
  expect(getCookieOptions('https://portal.example.org')).toEqual({
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: true,
  })
  expect(getCookieNames('http://moorage.localhost:8080').session).toBe('moorage-session')
  expect(getCookieOptions('http://moorage.localhost:8080').secure).toBe(false)
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
