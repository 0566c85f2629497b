import { expect, test } from 'vitest'
import { leaveFields, listLeftFields, listOverwritten, toHandEditConflict } from './hand-edit-choices.ts'
import { toLaunchValues } from './launch-values.ts'

const base = toLaunchValues({ kind: 'service', image: 'theirs:1', command: ['theirs'] })
const asked = { ...base, image: 'mine:1', command: 'mine', cpu: '2' }
const edit = (path: string, field: string | null) => ({
  ...{ kind: 'Deployment', name: 'web', path, manager: 'kubectl' },
  field,
})
const edits = [
  edit('.image', 'image'),
  edit('.env.A', 'environment'),
  edit('.env.B', 'environment'),
  edit('.strategy', null),
]

test('nothing is overwritten unless it was chosen, and each field is asked about once', () => {
  const conflict = toHandEditConflict(edits, asked)
  expect(conflict.choices.map(({ field, edits: own, takes }) => [field, own.length, takes])).toEqual([
    ['image', 1, 'theirs'],
    ['environment', 2, 'theirs'],
    [null, 1, 'theirs'],
  ])
  expect(listOverwritten(conflict)).toEqual([])
  const left = listLeftFields(conflict, asked)
  expect(left).toEqual(['image', 'environment'])
  expect(leaveFields(asked, base, left)).toEqual({ ...base, command: 'mine', cpu: '2' })
})

test('what was chosen is named as it was shown, and what was written anew has to be asked about again', () => {
  const { choices, ...conflict } = toHandEditConflict(edits, asked)
  const chosen = { ...conflict, choices: choices.map((one) => ({ ...one, takes: 'mine' as const })) }
  expect(listOverwritten(chosen).map(({ path }) => path)).toEqual(['.image', '.env.A', '.env.B', '.strategy'])
  expect(listOverwritten(chosen)[0]).toEqual({ kind: 'Deployment', name: 'web', path: '.image', manager: 'kubectl' })
  expect(listLeftFields(chosen, asked)).toEqual([])
  expect(listLeftFields({ ...conflict, choices }, { ...asked, image: 'mine:2' })).toEqual(['environment'])
})
