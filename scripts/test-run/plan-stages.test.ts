import { expect, test } from 'vitest'
import { planStages } from './plan-stages.ts'
import { selectParts } from './select-parts.ts'

function plan(...words: string[]) {
  const selection = selectParts(words)
  if ('unknown' in selection) throw new Error(selection.unknown)
  return planStages(selection, '/reports')
}
const toNames = (stages: { name: string }[]) => stages.map(({ name }) => name)

test('the whole run', () => {
  const names = ['setup', 'check', 'unit', 'build', 'cluster up', 'integration', 'e2e', 'cluster down']
  expect(toNames(plan())).toEqual(names)
})

test('a part brings only what it needs', () => {
  expect(toNames(plan('unit'))).toEqual(['setup', 'unit'])
  expect(toNames(plan('e2e'))).toEqual(['setup', 'build', 'e2e'])
  expect(toNames(plan('cluster/dns.integration.test.ts'))).toEqual([
    'setup',
    'cluster up',
    'integration',
    'cluster down',
  ])
  expect(toNames(plan('soak'))).toEqual(['setup', 'cluster up', 'soak', 'cluster down'])
})

test('set-up prepares the machine for what will run', () => {
  expect(plan('unit')[0]?.args).toEqual(['scripts/setup.mjs'])
  expect(plan('e2e')[0]?.args).toEqual(['scripts/setup.mjs', 'browser'])
  expect(plan()[0]?.args).toEqual(['scripts/setup.mjs', 'cluster', 'browser'])
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
