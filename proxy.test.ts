import { NextRequest } from 'next/server'
import { beforeAll, expect, test, vi } from 'vitest'
import { config, proxy } from './proxy.ts'

beforeAll(() => {
  vi.stubEnv('MOORAGE_URL', 'https://moorage.example.org')
  vi.stubEnv('MOORAGE_FILES_URL', 'https://files.example.net')
  vi.stubEnv('MOORAGE_OIDC_ISSUER', 'https://id.example.org')
  vi.stubEnv('MOORAGE_OIDC_CLIENT_ID', 'moorage')
  vi.stubEnv('MOORAGE_OIDC_CLIENT_SECRET', 'wZ2l3b8yq0')
  vi.stubEnv('MOORAGE_SESSION_SECRET', 'k9v2mQ7r5t1y8u3i6o0p4a2s9d7f5g3h')
})

function request(path: string, headers: Record<string, string> = {}) {
  return proxy(
    new NextRequest(`http://10.244.0.7:3000${path}`, { headers: { host: 'moorage.example.org', ...headers } }),
  )
}

/** What Next.js hands on to pages: https://github.com/vercel/next.js, packages/next/src/server/web/utils.ts */
function getPassedOn(response: Response, name: string): string | null {
  return response.headers.get(`x-middleware-request-${name}`)
}

test('a page gets a nonce of its own, in the policy of the answer and for what renders it', () => {
  const nonces = [request('/'), request('/')].map((response) => {
    const policy = response.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(getPassedOn(response, 'x-nonce')).toBe(nonce)
    expect(getPassedOn(response, 'content-security-policy')).toBe(policy)
    return nonce
  })
  expect(new Set(nonces).size).toBe(2)
})

test.each([
  ['content-security-policy', /frame-ancestors 'none'/],
  ['x-content-type-options', /^nosniff$/],
  ['referrer-policy', /^same-origin$/],
  ['permissions-policy', /camera=\(\)/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['strict-transport-security', /max-age=\d{7,}/],
  ['x-request-id', /^[0-9a-f]{20}$/],
])('every answer has %s', (name, pattern) => {
  expect(request('/spaces/u/alice/storage').headers.get(name)).toMatch(pattern)
  expect(request('/', { host: 'evil.net' }).headers.get(name)).toMatch(pattern)
})

test.each(['evil.net', 'moorage.example.org:8443', 'moorage.example.org.evil.net', 'localhost', ''])(
  'a request for %j is refused',
  (host) => {
    const response = request('/', { host, 'x-forwarded-host': 'moorage.example.org' })
    expect(response.status).toBe(421)
    expect(response.headers.get('x-middleware-next')).toBeNull()
  },
)

test('probes ask by the address of the pod', () => {
  for (const path of ['/api/health', '/api/ready']) {
    expect(request(path, { host: '10.244.0.7:3000' }).headers.get('x-middleware-next')).toBe('1')
  }
  for (const path of ['/api/auth/signin/oidc', '/api/health/x', '/api/readyz', '/API/HEALTH']) {
    expect(request(path, { host: '10.244.0.7:3000' }).status).toBe(421)
  }
})

test('what a request says of its own way is replaced by what the portal knows', () => {
  const response = request('/', {
    'x-forwarded-host': 'evil.net',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '1',
    forwarded: 'host=evil.net',
    'x-request-id': 'mine',
    'x-nonce': 'mine',
    cookie: 'a=b',
  })
  expect(getPassedOn(response, 'x-forwarded-host')).toBe('moorage.example.org')
  expect(getPassedOn(response, 'x-forwarded-proto')).toBe('https')
  expect(getPassedOn(response, 'x-nonce')).not.toBe('mine')
  expect(getPassedOn(response, 'cookie')).toBe('a=b')
  const names = response.headers.get('x-middleware-override-headers')?.split(',') ?? []
  for (const name of ['x-forwarded-port', 'forwarded', 'x-request-id']) expect(names).not.toContain(name)
})

test('only built files and event streams go without', () => {
  const matcher = new RegExp(`^${config.matcher}$`)
  for (const path of [
    '/',
    '/api/eventsx',
    '/api/events/x',
    '/_next/image',
    '/_next/data/x.json',
    '/icon.svg',
    '/_next/staticx',
  ]) {
    expect(path).toMatch(matcher)
  }
  for (const path of ['/_next/static/chunks/a.js', '/api/events']) expect(path).not.toMatch(matcher)
})
