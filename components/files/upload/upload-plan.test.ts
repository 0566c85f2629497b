import { expect, test } from 'vitest'
import { planUploads } from './upload-plan.ts'

const file = new File(['x'], 'x')

test('files and folders keep their structure below the place they are put into', () => {
  const plan = planUploads(
    [
      { names: ['photos'], file: null },
      { names: ['photos', '2026'], file: null },
      { names: ['photos', '2026', 'a b.png'], file },
      { names: ['photos', 'empty', 'deeper'], file: null },
      { names: ['readme.md'], file },
    ],
    'home/alice',
  )
  expect(plan.folders.map(({ path }) => path)).toEqual(['home/alice/photos/empty/deeper'])
  expect(plan.files.map(({ path }) => path)).toEqual(['home/alice/photos/2026/a%20b.png', 'home/alice/readme.md'])
})

test('a chosen folder names only its files, and folders are made with them', () => {
  const { folders, files } = planUploads(
    [
      { names: ['data', 'a', '1'], file },
      { names: ['data', 'b', 'c', '3'], file },
    ],
    '',
  )
  expect(folders).toEqual([])
  expect(files.map(({ path }) => path)).toEqual(['data/a/1', 'data/b/c/3'])
})

test('names that no volume takes are told before anything is sent', () => {
  const long = 'ä'.repeat(128)
  const { files, folders } = planUploads(
    [
      { names: [long], file },
      { names: ['locked'], file: null, isUnreadable: true },
      { names: ['..'], file },
    ],
    '',
  )
  expect(files.map(({ problem }) => problem)).toEqual(['NAME_TOO_LONG', 'UNREADABLE', 'NAME_TOO_LONG'])
  expect(folders).toEqual([])
})

test('Chinese names and those with every odd character are spelt as the wire wants them', () => {
  const { files } = planUploads([{ names: ['資料夾', '100% [final]?.txt'], file }], '')
  expect(files[0]?.path).toBe('%E8%B3%87%E6%96%99%E5%A4%BE/100%25%20%5Bfinal%5D%3F.txt')
})
