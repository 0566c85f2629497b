import { expect, test } from 'vitest'
import { createUploadItem, type UploadItem } from './upload-item.ts'
import { UploadRate } from './upload-rate.ts'
import { buildUploadView } from './upload-view.ts'

function buildItem(id: string, part: Partial<UploadItem>): UploadItem {
  const upload = { batchId: 'b', kind: 'file', path: id, names: [id], sizeBytes: 1000, changedAtMs: 0 } as const
  return { ...createUploadItem(id, upload), ...part }
}

const STATE = { isPaused: false, hold: null, reopenable: new Set<string>(), nowMs: 0 } as const

test('speed and time left are told while something moves, and not while it is held', () => {
  const rate = new UploadRate()
  buildUploadView([buildItem('a', { state: 'sending', sentBytes: 0 })], rate, STATE)
  const moving = buildUploadView([buildItem('a', { state: 'sending', sentBytes: 500 })], rate, {
    ...STATE,
    nowMs: 1000,
  })
  expect(moving).toMatchObject({ bytesPerSecond: 500, secondsLeft: 1 })
  const held = buildUploadView([buildItem('a', { state: 'sending' })], rate, { ...STATE, nowMs: 2000, hold: 'full' })
  expect(held).toMatchObject({ bytesPerSecond: null, secondsLeft: null, hold: 'full' })
})

test('the first name that is taken is asked about', () => {
  const items = [
    buildItem('a', { state: 'done' }),
    buildItem('b', { state: 'asks' }),
    buildItem('c', { state: 'asks' }),
  ]
  expect(buildUploadView(items, new UploadRate(), STATE).asking?.id).toBe('b')
})

test('only what the browser kept a way to can be opened again by a press', () => {
  const items = [buildItem('a', { state: 'needs-file' })]
  expect(buildUploadView(items, new UploadRate(), STATE).canReopen).toBe(false)
  expect(buildUploadView(items, new UploadRate(), { ...STATE, reopenable: new Set(['b']) }).canReopen).toBe(true)
})
