import { expect, test } from 'vitest'
import { hasMatchingLabels, labelSelector } from './selector.ts'

const labels = { app: 'web', tier: 'front' }

test.each([
  ['nothing', {}, true],
  ['an equal label', { matchLabels: { app: 'web' } }, true],
  ['another value', { matchLabels: { app: 'db' } }, false],
  ['one equal and one missing label', { matchLabels: { app: 'web', zone: 'a' } }, false],
  ['In with the value', { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] }, true],
  ['In without the value', { matchExpressions: [{ key: 'app', operator: 'In', values: ['db'] }] }, false],
  ['In for a missing key', { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }, false],
  ['NotIn with the value', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
  ['NotIn without the value', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] }, true],
  ['NotIn for a missing key', { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true],
  ['Exists', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
  ['Exists for a missing key', { matchExpressions: [{ key: 'zone', operator: 'Exists' }] }, false],
  ['DoesNotExist', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
  ['DoesNotExist for a missing key', { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }, true],
  ['a name every object inherits', { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, false],
  [
    'a label and an expression that disagree',
    { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
    false,
  ],
])('asking for %s', (_what, selector, isMatch) => {
  expect(hasMatchingLabels(labelSelector.parse(selector), labels)).toBe(isMatch)
})

test.each([
  ['an unknown operator', { matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] }],
  ['In without values', { matchExpressions: [{ key: 'app', operator: 'In' }] }],
  ['Exists with values', { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['web'] }] }],
  ['a field nobody knows', { matchLabels: {}, matchFields: {} }],
])('refuses %s', (_what, selector) => {
  expect(labelSelector.safeParse(selector).success).toBe(false)
})
