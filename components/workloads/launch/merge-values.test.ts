import { expect, test } from 'vitest'
import { toLaunchValues } from './launch-values.ts'
import { mergeValues } from './merge-values.ts'

const base = toLaunchValues({ kind: 'service', name: 'web', image: 'a:1', cpu: '1', memory: '1Gi' })

test('what was changed here lies on top of what somebody else changed meanwhile', () => {
  const mine = { ...base, image: 'a:2', memory: '2Gi' }
  const now = { ...base, image: 'a:3', cpu: '2' }
  expect(mergeValues(base, mine, now)).toEqual({
    values: { ...base, image: 'a:2', memory: '2Gi', cpu: '2' },
    theirs: ['cpu', 'image'],
    both: ['image'],
  })
})
