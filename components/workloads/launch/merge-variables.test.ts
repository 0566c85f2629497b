import { expect, test } from 'vitest'
import { NEW_VARIABLE } from './launch-values.ts'
import { mergeVariables } from './merge-variables.ts'

test('what was pasted takes the place of what has its name, and the rest comes behind', () => {
  const rows = [
    { ...NEW_VARIABLE, name: 'A', value: '1' },
    NEW_VARIABLE,
    { ...NEW_VARIABLE, source: 'secret' as const, name: 'B', object: 'x', key: 'y' },
    { ...NEW_VARIABLE, name: 'C', value: '3' },
  ]
  const merged = mergeVariables(rows, [
    { name: 'D', value: '4' },
    { name: 'B', value: '2' },
    { name: 'A', value: '' },
  ])
  expect(merged.map(({ name, value, source }) => `${name}=${value} ${source}`)).toEqual([
    'A= value',
    'B=2 value',
    'C=3 value',
    'D=4 value',
  ])
})

test.each([
  ['API_TOKEN', 'x', true],
  ['DB_PASSWORD', 'x', true],
  ['SECRET_KEY_BASE', 'x', true],
  ['DATABASE_URL', 'postgres://app:hunter2@db/app', true],
  ['DATABASE_URL', 'postgres://db/app', false],
  ['KEYBOARD', 'x', false],
  ['MONKEY', 'x', false],
])('%s=%s is secret: %s', (name, value, isSecret) => {
  expect(mergeVariables([], [{ name, value }])).toMatchObject([
    isSecret ? { isSecret, value: '', secretValue: value } : { isSecret, value, secretValue: '' },
  ])
})
