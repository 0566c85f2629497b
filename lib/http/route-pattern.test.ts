import { expect, test } from 'vitest'
import { buildRoutePatterns, loadRoutePatterns } from './route-pattern.ts'

const find = buildRoutePatterns({
  staticRoutes: [
    { page: '/', regex: '^/(?:/)?$' },
    { page: '/api/health', regex: '^/api/health(?:/)?$' },
  ],
  dynamicRoutes: [{ page: '/spaces/[kind]/[name]/storage', regex: '^/spaces/([^/]+?)/([^/]+?)/storage(?:/)?$' }],
})

test.each([
  ['/', '/'],
  ['/api/health', '/api/health'],
  ['/spaces/u/alice/storage', '/spaces/[kind]/[name]/storage'],
  ['/_next/static/chunks/a.js', '/_next'],
  ['/spaces/u/alice/nothing', 'other'],
  ['/alice', 'other'],
])('%s is counted as %s', (pathname, pattern) => {
  expect(find(pathname)).toBe(pattern)
})

test('without a build, nothing of an address becomes a label either', () => {
  const findAny = loadRoutePatterns('/nonexistent')
  expect([findAny('/spaces/u/alice/storage'), findAny('/_next/static/a.js')]).toEqual(['other', '/_next'])
})
