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
  const keys = (['calls', 'listeners', 'cookies', 'replicas'] as const).map((use) =>
    Buffer.from(deriveGatewayKey('a secret', use)).toString('hex'),
  )
  expect(new Set(keys).size).toBe(4)
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

test('the same program with other variables, sets or places is another one', () => {
  const variable = (name: string) => ({ name, source: 'value', value: 'x', object: null, key: null })
  const mount = (path: string) => ({ volume: 'volume-0', path, isReadOnly: false })
  const withFiles = {
    ...template,
    fixed: ['files' as const],
    defaults: {
      ...template.defaults,
      environment: [{ source: 'value' as const, name: 'TITLE', value: 'x', isSecret: false }],
      mounts: [{ source: 'volume' as const, object: 'disk', path: '/data', subPath: '', isReadOnly: false }],
      files: [{ name: 'serve.mjs', text: '' }],
    },
  }
  const known = { ...container, environment: [variable('TITLE')], mounts: [mount('/data'), mount('/config')] }
  const isShown = (changes: object, of = withFiles) => isShownToViewers(running({ ...known, ...changes }), of)
  expect(isShown({})).toBe(true)
  expect(isShown({ environment: [variable('TITLE'), variable('NODE_OPTIONS')] })).toBe(false)
  expect(isShown({ environmentSets: [{ source: 'config-map', object: 'mine' }] })).toBe(false)
  expect(isShown({ mounts: [...known.mounts, mount('/usr/lib')] })).toBe(false)
  expect(isShown({}, { ...withFiles, fixed: [] })).toBe(false)
})
