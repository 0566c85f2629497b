import { array, assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { toSafeCallback } from './callback-url.ts'

test.each([
  '/',
  '/spaces/u/alice/storage',
  '/spaces/u/alice/storage?sort=size&q=a%20b#top',
  '/admin/users?search=%2F%2Fevil',
  '/signing',
])('%s is a page of the portal', (path) => {
  expect(toSafeCallback(path)).toBe(path)
})

test.each([
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\\/evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'http://evil.example/',
  'https:evil.example',
  'http://moorage.localhost:8080/',
  'evil',
  '',
  ' /',
  '/api/session/refresh',
  '/api',
  '/sign-in?callback=/sign-in',
  '/_next/image',
  `/${'x'.repeat(3000)}`,
  undefined,
  null,
  ['/profile'],
])('%j leads home', (value) => {
  expect(toSafeCallback(value)).toBe('/')
})

test('whatever it is given, a browser stays at the portal', () => {
  const parts = constantFrom(
    '/',
    '\\',
    '//',
    '.',
    '..',
    ':',
    '@',
    '\t',
    '\n',
    '%2f',
    'evil.example',
    'javascript:',
    '?',
    '#',
  )
  assert(
    property(array(parts, { maxLength: 8 }), (pieces) => {
      const portal = 'https://portal.example'
      expect(new URL(toSafeCallback(`/${pieces.join('')}`), portal).origin).toBe(portal)
    }),
  )
})
