import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildConfigMapPatch, buildNewConfigMap, buildNewSecret, buildSecretPatch } from './objects-build.ts'
import { isHidden, readSecretValue, toConfigFacts, toEntries } from './objects.ts'
import { checkEntries, describeChange } from './status.ts'
import { MAX_BYTES } from './schema.ts'

const PLACE = { namespace: 'user-alice-storage', kind: 'user' as const, name: 'web', launchId: 'click' }
const KNOWN = { uid: 'u1', resourceVersion: '7', keys: ['a', 'b', 'logo', '__proto__'] }
const encode = (text: string) => Buffer.from(text).toString('base64')
/** As it comes from the wire, where `__proto__` is a key of its own. */
const parse = (json: unknown) => JSON.parse(JSON.stringify(json)) as KubeObject
const ofSpace = { kind: 'secret', space: 'u/alice' } as const

function toRaw(changes: Record<string, unknown>, metadata: Record<string, unknown> = {}): KubeObject {
  const labels = { 'app.kubernetes.io/managed-by': 'moorage' }
  const base = { name: 'web', uid: 'u1', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z', labels }
  return { apiVersion: 'v1', kind: 'Secret', metadata: { ...base, ...metadata }, ...changes }
}

test('what is kept in memory of a Secret says nothing of its values', () => {
  const raw = parse(toRaw({ type: 'Opaque', data: { token: encode('hunter2'), bin: '//4A' } }))
  const facts = toConfigFacts(raw, ofSpace)
  expect(facts).toMatchObject({
    secretType: 'opaque',
    keys: [
      { name: 'bin', sizeBytes: 3, isBinary: true },
      { name: 'token', sizeBytes: 7, isBinary: false },
    ],
    sizeBytes: 10,
    guard: null,
  })
  expect(JSON.stringify(facts)).not.toMatch(/hunter2|aHVudGVyMg/)
  expect(readSecretValue(raw, 'token')?.toString()).toBe('hunter2')
  expect(readSecretValue(raw, 'constructor')).toBeNull()
})

test.each<[string, KubeObject, unknown]>([
  ['made elsewhere', toRaw({}, { labels: {} }), { guard: 'not-ours', owner: null }],
  [
    'made with a workload',
    toRaw({}, { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: 'x' }] }),
    { guard: 'of-workload', owner: { kind: 'scheduled-job', name: 'nightly' } },
  ],
  [
    'owned by something that is no workload',
    toRaw({}, { ownerReferences: [{ apiVersion: 'v1', kind: 'toString', name: 'x', uid: 'x' }] }),
    { guard: 'of-workload', owner: null },
  ],
  ['immutable', toRaw({ immutable: true }), { guard: 'immutable' }],
  ['of a type that objects have by birth', toRaw({ type: 'constructor' }), { secretType: 'other' }],
])('%s is told apart', (_, raw, facts) => {
  expect(toConfigFacts(raw, ofSpace)).toMatchObject(facts as Record<string, unknown>)
})

test('Moorage’s own and the cluster’s own are nobody’s configuration', () => {
  expect(['moorage-activity', 'kube-root-ca.crt', 'web', 'my-moorage-x'].filter(isHidden)).toEqual([
    'moorage-activity',
    'kube-root-ca.crt',
  ])
})

test('a ConfigMap keeps texts and files apart, and __proto__ is an entry', () => {
  const made = parse(
    buildNewConfigMap(PLACE, [
      { source: 'text', name: '__proto__', text: 'x' },
      { source: 'file', name: 'logo', base64: '//4A' },
    ]),
  )
  expect(Object.entries(made.data as object)).toEqual([['__proto__', 'x']])
  expect(made.binaryData).toEqual({ logo: '//4A' })
  expect(toEntries(made)).toEqual([
    { name: '__proto__', text: 'x', sizeBytes: 1, isBinary: false },
    { name: 'logo', text: null, sizeBytes: 3, isBinary: true },
  ])
})

test('an edit names only what changes, and moves an entry that becomes a text', () => {
  const patch = parse(
    buildConfigMapPatch(
      KNOWN,
      [
        { source: 'text', name: 'logo', text: 'now a text' },
        { source: 'kept', name: 'a' },
      ],
      '2026-02-01T00:00:00Z',
    ),
  )
  expect(patch.metadata).toMatchObject({ uid: 'u1', resourceVersion: '7' })
  expect(Object.entries(patch.data as object)).toEqual([
    ['b', null],
    ['__proto__', null],
    ['logo', 'now a text'],
  ])
  expect(patch.binaryData).toMatchObject({ b: null, logo: null })
  expect(Object.keys(patch.data as object)).not.toContain('a')
})

test('new values of a Secret leave the others unsaid', () => {
  const entries = [
    { source: 'text' as const, name: 'a', text: 'new' },
    ...['b', 'logo', '__proto__'].map((name) => ({ source: 'kept' as const, name })),
  ]
  const patch = buildSecretPatch(KNOWN, { type: 'opaque', entries }, '2026-02-01T00:00:00Z')
  expect(patch.data).toEqual({ a: encode('new') })
  expect(describeChange(entries, [])).toEqual({ set: 'a' })
})

test('registry access is written as the kubelet reads it, with the name that Docker’s own registry has', () => {
  const content = { type: 'registry' as const, registry: 'docker.io', username: 'ci', password: 'pa:ss' }
  const made = buildNewSecret(PLACE, content)
  const config: unknown = JSON.parse(readSecretValue(made, '.dockerconfigjson')?.toString() ?? '')
  expect(made).toMatchObject({
    type: 'kubernetes.io/dockerconfigjson',
    metadata: { annotations: { 'moorage.dev/registry': 'docker.io' } },
  })
  expect(config).toEqual({
    auths: { 'https://index.docker.io/v1/': { username: 'ci', password: 'pa:ss', auth: encode('ci:pa:ss') } },
  })
})

test('what is kept counts towards the size, and has to be there', () => {
  const keys = [{ name: 'large', sizeBytes: MAX_BYTES, isBinary: false }]
  const kept = { source: 'kept' as const, name: 'large' }
  expect(checkEntries([kept], keys)).toEqual({})
  expect(checkEntries([kept, { source: 'text', name: 'a', text: 'x' }], keys)).toMatchObject({
    entries: { messageKey: 'config.tooLarge' },
  })
  expect(checkEntries([{ source: 'kept', name: 'constructor' }], keys)).toMatchObject({
    'entries.0.name': { messageKey: 'config.keyGone' },
  })
})
