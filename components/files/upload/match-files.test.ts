import { expect, test } from 'vitest'
import { matchFiles } from './match-files.ts'
import { createUploadItem } from './upload-item.ts'

function want(id: string, names: string[], { size = 3, changedAtMs = 1000 } = {}) {
  return createUploadItem(id, { batchId: 'b', kind: 'file', path: '', names, sizeBytes: size, changedAtMs })
}

function pick(names: string[], { text = 'abc', lastModified = 1000 } = {}) {
  return { names, file: new File([text], names.at(-1) ?? '', { lastModified }) }
}

test('the folder that is chosen again gives every file its own', () => {
  const first = pick(['data', 'a', 'x'])
  const second = pick(['data', 'b', 'x'])
  const found = matchFiles([want('1', ['data', 'a', 'x']), want('2', ['data', 'b', 'x'])], [second, first])
  expect(found.get('1')).toBe(first.file)
  expect(found.get('2')).toBe(second.file)
})

test('a file that is another one by now is not taken', () => {
  const wanted = [want('1', ['x']), want('2', ['y'])]
  expect(matchFiles(wanted, [pick(['x'], { text: 'longer' }), pick(['y'], { lastModified: 2000 })]).size).toBe(0)
})

test('single files chosen from inside the folder are known, too', () => {
  expect([...matchFiles([want('1', ['data', 'a', 'x']), want('2', ['data', 'z'])], [pick(['x'])]).keys()]).toEqual([
    '1',
  ])
})
