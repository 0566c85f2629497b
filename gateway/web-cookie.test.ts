import { expect, test } from 'vitest'
import { COOKIE_SECONDS, readCookieValues, toBrowserCookies, toWorkloadCookies, WebCookies } from './web-cookie.ts'
import type { WebCheck } from './web-cookie.ts'

const SECRET = 'a secret of more than thirty-two characters'
const check: WebCheck = {
  use: 'web',
  person: { uid: 'u', username: 'alice', sid: 's', groups: [] },
  space: 'u/alice',
  uid: 'workload-uid',
  host: 'web-abcdefghij.apps.example.org',
}
const NOW = Date.UTC(2026, 10, 24)
const toValue = (header: string) => header.slice(header.indexOf('=') + 1, header.indexOf(';'))

test('a cookie opens its own host for an hour, and only where it was made', async () => {
  const cookies = new WebCookies(SECRET, true)
  const header = await cookies.seal(check, NOW)
  expect(header).toMatch(/^__Host-moorage-web=\S+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure$/)
  const value = toValue(header)
  // A replica with the same secret reads it, too.
  expect((await new WebCookies(SECRET, true).open(value, check.host, NOW))?.check).toEqual(check)
  expect(await cookies.open(value, 'other-abcdefghij.apps.example.org', NOW)).toBeNull()
  expect(await cookies.open(value, check.host, NOW + COOKIE_SECONDS * 1000)).toBeNull()
  expect(await new WebCookies(`${SECRET}!`, true).open(value, check.host, NOW)).toBeNull()
  expect(await cookies.open(`${value}x`, check.host, NOW)).toBeNull()
})

test('two cookies of one name are both seen', () => {
  expect(readCookieValues(['a=1; moorage-web=x', 'moorage-web=y; moorage-web2=z'], 'moorage-web')).toEqual(['x', 'y'])
})

test.each([
  [['moorage-web=a; own=1; __Host-moorage-session.0=b; other=2'], ['own=1; other=2']],
  [['moorage-session=a', 'moorage-web=b'], []],
  [[' moorage-web =x;a=b'], ['a=b']],
])('of %j the workload gets %j', (given, wanted) => {
  expect(toWorkloadCookies(given)).toEqual(wanted)
})

test('a workload sets cookies for its own host alone, and none of ours', () => {
  const given = [
    'a=1; Path=/; Domain=.apps.example.org; HttpOnly',
    'b=2; domain = example.org',
    'moorage-web=x; Path=/',
    '__Host-moorage-web=x; Path=/; Secure',
    ' __Host-moorage-session=x',
    'c=domain',
  ]
  expect(toBrowserCookies(given)).toEqual(['a=1; Path=/; HttpOnly', 'b=2', 'c=domain'])
})
