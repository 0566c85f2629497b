import { expect, test } from 'vitest'
import type { CachedStorageClass } from '#lib/storage/objects-classes.ts'
import type { ProbeView } from './schema.ts'
import { canRepair, listProblems, toCheckViews, type AskedFacts, type HealthFacts } from './status.ts'

const known = <T>(value: T) => ({ isKnown: true as const, value })

function buildClass(part: Partial<CachedStorageClass> = {}): CachedStorageClass {
  return {
    name: 'standard',
    description: null,
    isDefault: true,
    canGrow: true,
    accessModes: ['ReadWriteOnce'],
    minimumBytes: 0,
    waitsForFirstUse: true,
    createdAt: '2026-01-01T00:00:00Z',
    ...part,
  }
}

function buildProbe(part: Partial<ProbeView> = {}): ProbeView {
  return { state: 'enforced', at: '2026-11-01T00:00:00Z', facts: null, isInstalled: true, ...part }
}

function buildAsked(part: Partial<AskedFacts> = {}): AskedFacts {
  return {
    askedAt: '2026-11-01T00:00:00Z',
    server: known({ version: 'v1.36.3', skewMs: 200 }),
    rights: known({ missing: [], isComplete: true }),
    usage: known({ silent: [], missing: [] }),
    secrets: known({ apiServers: 1, encrypting: 1 }),
    probe: known(buildProbe()),
    ...part,
  }
}

function buildFacts(part: Partial<HealthFacts> = {}): HealthFacts {
  return {
    settings: { storageClass: null, storageClasses: [], usageSource: 'kubelet' },
    classes: [buildClass()],
    lists: [{ name: 'users', count: 3, ageSeconds: 0, isOptional: false }],
    drift: [],
    asked: buildAsked(),
    ...part,
  }
}

const codes = (facts: Partial<HealthFacts>) => listProblems(buildFacts(facts)).map(({ code }) => code)
const asked = (part: Partial<AskedFacts>) => ({ asked: buildAsked(part) })
const fromPrometheus: Partial<HealthFacts> = {
  settings: { storageClass: null, storageClasses: [], usageSource: 'prometheus' },
}

test('where all is well there is no problem, and every check is good', () => {
  const facts = buildFacts()
  expect(listProblems(facts)).toEqual([])
  expect(new Set(toCheckViews(facts, []).map(({ state }) => state))).toEqual(new Set(['good']))
})

test('what was not asked yet is pending, and neither good nor a problem', () => {
  const facts = buildFacts({ asked: null })
  expect(listProblems(facts)).toEqual([])
  const states = Object.fromEntries(toCheckViews(facts, []).map(({ check, state }) => [check, state]))
  expect(states).toMatchObject({
    cluster: 'pending',
    clock: 'pending',
    rights: 'pending',
    lists: 'good',
    secrets: 'pending',
  })
})

test.each<[string, Partial<HealthFacts>, string[]]>([
  ['no class is the default', { classes: [buildClass({ isDefault: false })] }, ['no-default-class']],
  ['there are no classes at all', { classes: [] }, ['no-default-class']],
  ['classes are not known', { classes: null }, []],
  ['a class cannot grow', { classes: [buildClass({ canGrow: false })] }, ['class-cannot-grow']],
  ['two are the default', { classes: [buildClass(), buildClass({ name: 'fast' })] }, ['several-default-classes']],
  [
    'the class of the settings does without a default',
    {
      settings: { storageClass: 'fast', storageClasses: [], usageSource: 'kubelet' },
      classes: [buildClass({ name: 'fast', isDefault: false })],
    },
    [],
  ],
  [
    'classes of the settings do not exist',
    {
      settings: { storageClass: 'gone', storageClasses: ['standard', 'gone'], usageSource: 'kubelet' },
    },
    ['first-class-missing', 'offered-class-missing'],
  ],
  [
    'a class that is not offered may be as it likes',
    {
      settings: { storageClass: null, storageClasses: ['standard'], usageSource: 'kubelet' },
      classes: [buildClass(), buildClass({ name: 'old', isDefault: false, canGrow: false })],
    },
    [],
  ],
  [
    'a list was never read',
    { lists: [{ name: 'pods', count: 0, ageSeconds: null, isOptional: false }] },
    ['list-missing'],
  ],
  ['a list is old', { lists: [{ name: 'pods', count: 9, ageSeconds: 31, isOptional: false }] }, ['list-old']],
  ['a list is just young enough', { lists: [{ name: 'pods', count: 9, ageSeconds: 30, isOptional: false }] }, []],
  ['nothing measures', { settings: { storageClass: null, storageClasses: [], usageSource: 'none' } }, ['usage-off']],
  [
    'the source is silent',
    asked({ usage: known({ silent: ['node-1 does not answer'], missing: [] }) }),
    ['usage-silent'],
  ],
  ['the source refuses', asked({ usage: { isKnown: false, facts: '404' } }), ['usage-silent']],
  [
    'Prometheus is away',
    { ...fromPrometheus, ...asked({ usage: { isKnown: false, facts: '503' } }) },
    ['prometheus-away'],
  ],
  [
    'Prometheus has no numbers of volumes',
    { ...fromPrometheus, ...asked({ usage: known({ silent: [], missing: ['kubelet_volume_stats_used_bytes'] }) }) },
    ['metrics-missing'],
  ],
  ['the API server is away', asked({ server: { isKnown: false, facts: 'ECONNREFUSED' } }), ['cluster-away']],
  ['the cluster is too old', asked({ server: known({ version: 'v1.29.9', skewMs: 0 }) }), ['kubernetes-too-old']],
  ['the cluster is just new enough', asked({ server: known({ version: 'v1.30+', skewMs: 0 }) }), []],
  ['the version cannot be read', asked({ server: known({ version: 'unknown', skewMs: 0 }) }), []],
  ['the clock is behind', asked({ server: known({ version: 'v1.36.3', skewMs: 6000 }) }), ['clock-skew']],
  ['the clock is ahead', asked({ server: known({ version: 'v1.36.3', skewMs: -6000 }) }), ['clock-skew']],
  ['rights are missing', asked({ rights: known({ missing: ['get pods'], isComplete: true }) }), ['rights-missing']],
  [
    'rights cannot be listed',
    asked({ rights: known({ missing: ['get pods'], isComplete: false }) }),
    ['rights-unknown'],
  ],
  [
    'rights are all there, whatever else there may be',
    asked({ rights: known({ missing: [], isComplete: false }) }),
    [],
  ],
  ['nobody has tried policies', asked({ probe: known(buildProbe({ state: 'never' })) }), ['policies-unknown']],
  ['policies are being tried', asked({ probe: known(buildProbe({ state: 'running' })) }), ['policies-unknown']],
  ['the probe could not tell', asked({ probe: known(buildProbe({ state: 'unclear' })) }), ['policies-unclear']],
  ['policies do nothing', asked({ probe: known(buildProbe({ state: 'not-enforced' })) }), ['policies-not-enforced']],
  ['no API server can be seen', asked({ secrets: known({ apiServers: 0, encrypting: 0 }) }), ['secrets-unknown']],
  ['one of two stores secrets plainly', asked({ secrets: known({ apiServers: 2, encrypting: 1 }) }), ['secrets-plain']],
])('%s', (_, facts, expected) => {
  expect(codes(facts)).toEqual(expected)
})

test('spaces that can be mended are one problem, each foreign namespace is one of its own', () => {
  const drift = [
    { spaceId: 'u/a' as const, namespace: 'user-a-storage', drift: [toDrift('missing')] },
    { spaceId: 'u/b' as const, namespace: 'user-b-storage', drift: [toDrift('changed')] },
    { spaceId: 'u/c' as const, namespace: 'user-c-storage', drift: [toDrift('foreign')] },
    { spaceId: 'u/d' as const, namespace: 'user-d-storage', drift: [toDrift('deleting')] },
  ]
  expect(listProblems(buildFacts({ drift }))).toMatchObject([
    { code: 'space-foreign', level: 'danger', subject: 'u/c', facts: 'ResourceQuota user-c-storage/q: foreign' },
    { code: 'spaces-drifted', level: 'warning', values: { count: 2 } },
  ])
  expect(drift.map(canRepair)).toEqual([true, true, false, false])
})

function toDrift(problem: 'missing' | 'changed' | 'foreign' | 'deleting') {
  return { objectKind: 'ResourceQuota' as const, name: 'q', problem }
}

test('the worst comes first, and says so of its check', () => {
  const facts = buildFacts({
    classes: [buildClass({ canGrow: false })],
    ...asked({
      secrets: known({ apiServers: 0, encrypting: 0 }),
      rights: known({ missing: ['get pods', 'list pods'], isComplete: true }),
    }),
  })
  const problems = listProblems(facts)
  expect(problems.map(({ level }) => level)).toEqual(['danger', 'warning', 'unknown'])
  expect(problems[0]).toMatchObject({ code: 'rights-missing', values: { count: 2 }, facts: 'get pods\nlist pods' })
  expect(toCheckViews(facts, problems)).toContainEqual({ check: 'storage-classes', state: 'warning' })
})

test('a clock far off is worse than one a little off, and both say in which direction', () => {
  const find = (skewMs: number) => listProblems(buildFacts(asked({ server: known({ version: 'v1.36.3', skewMs }) })))[0]
  expect(find(5000)).toMatchObject({ level: 'warning', values: { seconds: 5, direction: 'behind' } })
  expect(find(-90_000)).toMatchObject({ level: 'danger', values: { seconds: 90, direction: 'ahead' } })
})

test('a list that the portal can do without is a smaller problem', () => {
  const lists = [{ name: 'nodes', count: 0, ageSeconds: null, isOptional: true }]
  expect(listProblems(buildFacts({ lists }))).toMatchObject([
    { code: 'list-missing', level: 'warning', subject: 'nodes' },
  ])
})
