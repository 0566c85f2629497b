import { expect, test } from 'vitest'
import { requireOwnHost, requireSameOrigin } from './origin.ts'

const portalUrl = 'https://moorage.example.org'

test.each([
  [{ origin: portalUrl }],
  [{ origin: portalUrl, 'sec-fetch-site': 'same-origin' }],
  [{ origin: portalUrl, host: 'other', 'x-forwarded-host': 'other' }],
])('%j is let in', (headers) => {
  expect(() => requireSameOrigin(new Headers(headers), portalUrl)).not.toThrow()
})

test.each([
  [{}],
  [{ origin: 'null' }],
  [{ origin: 'https://evil.example.org' }],
  [{ origin: 'http://moorage.example.org' }],
  [{ origin: 'https://moorage.example.org:8443' }],
  [{ origin: 'https://moorage.example.org.evil.net' }],
  [{ origin: 'https://evil.net', host: 'evil.net', 'x-forwarded-host': 'evil.net' }],
  [{ origin: portalUrl, 'sec-fetch-site': 'cross-site' }],
  [{ origin: portalUrl, 'sec-fetch-site': 'same-site' }],
  [{ referer: `${portalUrl}/` }],
])('%j is refused', (headers) => {
  const names: Record<string, string | undefined> = headers
  const given = new Headers(
    Object.entries(names).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
  )
  expect(() => requireSameOrigin(given, portalUrl)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
})

test('a request is for the portal by its Host alone', () => {
  expect(() => requireOwnHost(new Headers({ host: 'moorage.example.org' }), portalUrl)).not.toThrow()
  for (const host of ['', 'evil.net', 'moorage.example.org:444', 'x.moorage.example.org']) {
    const headers = new Headers({ host, 'x-forwarded-host': 'moorage.example.org' })
    expect(() => requireOwnHost(headers, portalUrl)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  }
})
