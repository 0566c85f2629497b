import { expect, test } from 'vitest'
import { createUploadItem, type UploadItem, type UploadState } from './upload-item.ts'
import { sortUploads, sumUploads } from './upload-totals.ts'

function buildItem(state: UploadState, sizeBytes: number, sentBytes = 0): UploadItem {
  const upload = { batchId: 'one', kind: 'file', path: 'a', names: ['a'], sizeBytes, changedAtMs: 0 } as const
  return { ...createUploadItem(`${state} ${sizeBytes}`, upload), state, sentBytes }
}

test('what is done counts whole, what was skipped not at all', () => {
  const totals = sumUploads([buildItem('done', 10), buildItem('sending', 100, 40), buildItem('skipped', 1000)])
  expect(totals).toMatchObject({ count: 3, totalBytes: 110, sentBytes: 50 })
  expect(totals.byState).toMatchObject({ done: 1, sending: 1, skipped: 1, waiting: 0 })
})

test('what needs somebody comes first, and order within a state is kept', () => {
  const items = [
    buildItem('done', 1),
    buildItem('waiting', 2),
    buildItem('failed', 3),
    buildItem('asks', 4),
    buildItem('failed', 5),
  ]
  expect(sortUploads(items).map(({ id }) => id)).toEqual(['asks 4', 'failed 3', 'failed 5', 'waiting 2', 'done 1'])
})
