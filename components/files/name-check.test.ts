import { describe, expect, it } from 'vitest'
import { checkName, getStemLength } from './name-check.ts'

describe('checkName', () => {
  it.each([
    ['', 'empty'],
    ['.', 'dots'],
    ['..', 'dots'],
    ['a/b', 'slash'],
    ['a\0b', 'nul'],
    ['圖'.repeat(86), 'tooLong'],
    ['.trash', 'reserved'],
    ['.moorage', 'reserved'],
  ] as const)('%j is refused: %s', (name, problem) => {
    expect(checkName(name, { isAtRoot: true })).toBe(problem)
  })

  it.each(['a', '...', ' spaces ', '圖'.repeat(85), 'a\\b', '.hidden', 'con', 'x'.repeat(255)])(
    '%j is taken',
    (name) => {
      expect(checkName(name, { isAtRoot: true })).toBeNull()
    },
  )

  it('reserves names only at the root', () => {
    expect(checkName('.trash', { isAtRoot: false })).toBeNull()
  })
})

it.each([
  ['photo.jpg', false, 5],
  ['archive.tar.gz', false, 11],
  ['.bashrc', false, 7],
  ['README', false, 6],
  ['v1.2', true, 4],
] as const)('the stem of %s has %i characters', (name, isFolder, length) => {
  expect(getStemLength(name, isFolder)).toBe(length)
})
