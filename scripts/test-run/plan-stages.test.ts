import { expect, test } from 'vitest'
import { planStages } from './plan-stages.ts'
import { selectParts } from './select-parts.ts'

function planOn(runningCluster: string | null, words: string[]) {
  const selection = selectParts(words)
  if ('unknown' in selection) throw new Error(selection.unknown)
  return planStages(selection, { reportDir: '/reports', runningCluster })
}
const plan = (...words: string[]) => planOn(null, words)
const toNames = (stages: { name: string }[]) => stages.map(({ name }) => name)

test('the whole run', () => {
  const names = ['setup', 'cluster up', 'check', 'build', 'unit', 'integration', 'portal up', 'e2e', 'cluster down']
  expect(toNames(plan())).toEqual(names)
})

test('a part brings only what it needs', () => {
  expect(toNames(plan('unit'))).toEqual(['setup', 'unit'])
  expect(toNames(plan('e2e'))).toEqual(['setup', 'portal up', 'e2e', 'cluster down'])
  expect(toNames(plan('cluster/dns.integration.test.ts'))).toEqual([
    'setup',
    'cluster up',
    'integration',
    'cluster down',
  ])
  expect(toNames(plan('x.soak.test.ts'))).toEqual(['setup', 'cluster up', 'soak', 'cluster down'])
})

test('what takes long has the portal with a notebook too, and nothing else has', () => {
  const stages = plan('soak')
  expect(toNames(stages)).toEqual([
    'setup',
    'cluster up',
    'build',
    'soak',
    'portal up',
    'long journeys',
    'cluster down',
  ])
  expect(stages.find(({ name }) => name === 'portal up')?.args).toContain('notebook')
  expect(plan('e2e').find(({ name }) => name === 'portal up')?.args).not.toContain('notebook')
})

test('set-up prepares the machine for what will run', () => {
  expect(plan('unit')[0]?.args).toEqual(['scripts/setup.mjs', 'tests'])
  expect(plan('integration')[0]?.args).toEqual(['scripts/setup.mjs', 'cluster'])
  expect(plan('e2e')[0]?.args).toEqual(['scripts/setup.mjs', 'cluster', 'browser'])
  expect(plan('x.soak.test.ts')[0]?.args).toEqual(['scripts/setup.mjs', 'cluster', 'soak'])
  expect(plan()[0]?.args).toEqual(['scripts/setup.mjs', 'tests', 'cluster', 'browser'])
})

test('the cluster is removed whatever brought it up', () => {
  expect(plan().at(-1)).toMatchObject({ name: 'cluster down', cleansUp: 'cluster up' })
  expect(plan('e2e').at(-1)).toMatchObject({ name: 'cluster down', cleansUp: 'portal up' })
})

test('a cluster that runs anyway is used as it is', () => {
  const stages = planOn('demo', ['integration', 'e2e'])
  expect(toNames(stages)).toEqual(['setup', 'integration', 'e2e'])
  for (const { env } of stages.slice(1)) expect(env).toMatchObject({ MOORAGE_CLUSTER_NAME: 'demo' })
})

test('a file limits its part', () => {
  expect(plan('lib/errors.test.ts').at(-1)?.args).toContain('lib/errors.test.ts')
})

test('every stage that another needs is planned before it', () => {
  const stages = plan()
  for (const [index, { needs, cleansUp }] of stages.entries()) {
    const before = toNames(stages.slice(0, index))
    expect(before).toEqual(expect.arrayContaining([...(needs ?? []), ...(cleansUp ? [cleansUp] : [])]))
  }
})
