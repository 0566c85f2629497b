import { expect, test } from 'vitest'
import { buildContentSecurityPolicy, buildSecurityHeaders } from './security-headers.ts'

const origins = {
  portalUrl: 'https://moorage.example.org',
  filesUrl: 'https://files.example.net',
  appsDomain: 'apps.example.net',
  issuer: 'https://id.example.org/realms/main',
  isDevelopment: false,
}

function parse(policy: string): Map<string, string[]> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ')
      return [name, values]
    }),
  )
}

test('scripts run only with the nonce of this answer', () => {
  const policy = parse(buildContentSecurityPolicy('abc', origins))
  expect(policy.get('script-src')).toEqual(["'self'", "'nonce-abc'", "'strict-dynamic'"])
  expect(policy.get('style-src')).toEqual(["'self'", "'nonce-abc'"])
  expect(policy.get('object-src')).toEqual(["'none'"])
  expect(policy.get('base-uri')).toEqual(["'none'"])
  expect(policy.get('frame-ancestors')).toEqual(["'none'"])
})

test('pages reach the portal, the files, terminals and, by a form, the identity provider; nothing else', () => {
  const policy = parse(buildContentSecurityPolicy('abc', origins))
  expect(policy.get('default-src')).toEqual(["'self'"])
  expect(policy.get('connect-src')).toEqual(["'self'", 'https://files.example.net', 'wss://terminal.apps.example.net'])
  expect(policy.get('form-action')).toEqual(["'self'", 'https://id.example.org', 'https://files.example.net'])
  expect(policy.get('media-src')).toEqual(["'self'", 'blob:', 'https://files.example.net'])
  const without = parse(buildContentSecurityPolicy('abc', { ...origins, filesUrl: null, appsDomain: null }))
  expect([without.get('connect-src'), without.get('frame-src')]).toEqual([["'self'"], ["'none'"]])
})

test('eval and inline scripts are for development at most', () => {
  expect(buildContentSecurityPolicy('abc', origins)).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
  expect(buildContentSecurityPolicy('abc', { ...origins, isDevelopment: true })).toContain("'unsafe-eval'")
})

test('what only https can keep is only asked for with https', () => {
  const plain = { ...origins, portalUrl: 'http://moorage.localhost:8080' }
  expect(buildSecurityHeaders(origins.portalUrl)).toHaveProperty('strict-transport-security')
  expect(buildSecurityHeaders(plain.portalUrl)).not.toHaveProperty('strict-transport-security')
  expect(buildContentSecurityPolicy('abc', origins)).toContain('upgrade-insecure-requests')
  expect(buildContentSecurityPolicy('abc', plain)).not.toContain('upgrade-insecure-requests')
})
