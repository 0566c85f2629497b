import { expect, test } from 'vitest'
import { templateSchema } from '#lib/templates/schema.ts'
import type { Template } from '#lib/templates/schema.ts'
import { deriveGatewayKey, isShownToViewers, parseWebHost } from './objects-tickets.ts'

test.each([
  ['web-abcdefghij.apps.example.org', { name: 'web', label: 'abcdefghij' }],
  ['my-web-2-abcdefgh27.apps.example.org', { name: 'my-web-2', label: 'abcdefgh27' }],
  ['terminal.apps.example.org', null],
  ['web-abcdefgh1x.apps.example.org', null],
  ['x.web-abcdefghij.apps.example.org', null],
  ['web-abcdefghij.apps.example.org.evil.example', null],
  ['web-abcdefghij.evil.example', null],
  ['-abcdefghij.apps.example.org', null],
])('%s', (host, wanted) => {
  expect(parseWebHost(host, 'apps.example.org')).toEqual(wanted)
})

test('keys of one secret differ by their use', () => {
  const keys = (['calls', 'cookies', 'replicas'] as const).map((use) =>
    Buffer.from(deriveGatewayKey('a secret', use)).toString('hex'),
  )
  expect(new Set(keys).size).toBe(3)
})

const content = templateSchema.parse({
  title: { en: 'Web site' },
  description: { en: 'A web site' },
  kind: 'service',
  name: 'site',
  webRole: 'viewer',
  sizes: [{ id: 'small', cpu: '100m', memory: '64Mi' }],
  defaults: { image: 'moorage.dev/site:1', args: ['serve'] },
})
const template: Template = { ...content, id: 'site' }
const container = {
  name: 'main',
  image: 'moorage.dev/site:1',
  command: [],
  args: ['serve'],
  requests: {},
  limits: {},
  ports: [],
  probe: null,
  mounts: [],
  environment: [],
  environmentSets: [],
}
const running = (...containers: object[]) => ({
  template: { containers: containers as (typeof container)[], volumes: [], nodeSelector: {}, references: [] },
})

test('viewers see what a template shows them, while it is what runs', () => {
  expect(isShownToViewers(running(container), template)).toBe(true)
  expect(isShownToViewers(running(container), { ...template, webRole: 'editor' })).toBe(false)
  expect(isShownToViewers(running({ ...container, image: 'moorage.dev/notebook:1' }), template)).toBe(false)
  expect(isShownToViewers(running({ ...container, command: ['sh'] }), template)).toBe(false)
  expect(isShownToViewers(running({ ...container, args: ['shell'] }), template)).toBe(false)
  expect(isShownToViewers(running(container, { ...container, image: 'other' }), template)).toBe(false)
})
