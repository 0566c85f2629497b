import { expect, test } from 'vitest'
import { selectParts } from './select-parts.ts'

test('without a word everything runs but the soak tests', () => {
  const selection = selectParts([])
  expect(selection).toEqual({ isWhole: true, parts: new Map(Object.entries({ unit: [], integration: [], e2e: [] })) })
})

test.each([
  [['soak'], { soak: [] }],
  [['unit', 'e2e'], { unit: [], e2e: [] }],
  [['lib/errors.test.ts', 'lib/log.test.ts'], { unit: ['lib/errors.test.ts', 'lib/log.test.ts'] }],
  [['cluster/dns.integration.test.ts'], { integration: ['cluster/dns.integration.test.ts'] }],
  [['cluster/stream.soak.test.ts'], { soak: ['cluster/stream.soak.test.ts'] }],
  [['e2e/home.e2e.ts'], { e2e: ['e2e/home.e2e.ts'] }],
])('%j', (words, parts) => {
  expect(selectParts(words)).toEqual({ isWhole: false, parts: new Map(Object.entries(parts)) })
})

test('a word that means nothing is given back', () => {
  expect(selectParts(['unit', 'units'])).toEqual({ unknown: 'units' })
  expect(selectParts(['lib/errors.ts'])).toEqual({ unknown: 'lib/errors.ts' })
})
