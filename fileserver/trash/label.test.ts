import { expect, test } from 'vitest'
import { encodeName, NAME_BYTES_MAX } from '#lib/files/protocol/wire-path.ts'
import { createTrashNames, parseTrashNames } from './label.ts'

test.each([
  'a',
  'a/b%2520c/d.txt',
  '%2525/%25252F',
  '%FF%FE/%0A',
  Array.from({ length: 15 }, (_, at) => `${at}${'x'.repeat(250)}`).join('/'),
  Array.from({ length: 15 }, () => encodeName(Buffer.from('%'.repeat(255)))).join('/'),
])('a path comes back as it was: %.40s', (path) => {
  const { id, thing, labels } = createTrashNames(path, 1_700_000_000_000)
  for (const name of [thing, ...labels]) expect(name.length).toBeLessThanOrEqual(NAME_BYTES_MAX)
  const names = [...labels.toReversed(), thing].map((name) => name.toString('latin1'))
  expect(parseTrashNames(['other', ...names]).get(id)).toMatchObject({ id, path, deletedAtMs: 1_700_000_000_000 })
})

test('names that somebody planted lead nowhere', () => {
  const id = 'lyz2a8k0-00000000'
  for (const path of ['..%2F..%2Fetc', '', '%2Fetc', 'a%2F%2Fb', '.', 'a%2F..']) {
    expect(parseTrashNames([`${id}~${path}`]).get(id)?.path).toBeNull()
  }
  expect(parseTrashNames([`${id}+`]).get(id)?.path).toBeNull()
  expect(parseTrashNames(['a~b', '../x~a', id]).size).toBe(0)
})
