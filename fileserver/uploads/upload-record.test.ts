import { expect, test } from 'vitest'
import { formatFinish, formatProgress, formatUpload, getOffset, parseUpload, PROGRESS_BYTES } from './upload-record.ts'

const progress = { at: 10, synced: 5, boot: 'b3e1c5a0-0000-4000-8000-000000000000', seen: 1_780_000_000_000 }
const record = {
  owner: 'alice',
  path: 'a/%E6%A8%B9',
  clash: 'fail' as const,
  sizeBytes: 20,
  createdAt: '2026-01-02T03:04:05.678Z',
}
const finish = { sha256: 'ab', inode: '12', path: null }

test('is read as it was written', () => {
  const bytes = formatUpload({ progress, record })
  expect(parseUpload(bytes)).toEqual({ progress, record, finish: null })
  expect(parseUpload(Buffer.concat([bytes, formatFinish(finish)]))).toEqual({ progress, record, finish })
  const placed = { ...finish, path: 'a/b' }
  expect(parseUpload(Buffer.concat([bytes, formatFinish(finish), formatFinish(placed)]))?.finish).toEqual(placed)
})

test('progress has one length, however far it is', () => {
  const far = {
    ...progress,
    at: Number.MAX_SAFE_INTEGER,
    synced: Number.MAX_SAFE_INTEGER,
    seen: Number.MAX_SAFE_INTEGER,
  }
  expect(formatProgress(progress)).toHaveLength(PROGRESS_BYTES)
  expect(formatProgress(far)).toHaveLength(PROGRESS_BYTES)
})

test('what a crash left half written is no upload, and half an end is none', () => {
  const bytes = formatUpload({ progress, record })
  for (const length of [0, 1, PROGRESS_BYTES, bytes.length - 2]) {
    expect(parseUpload(bytes.subarray(0, length))).toBeNull()
  }
  const end = formatFinish(finish)
  expect(parseUpload(Buffer.concat([bytes, end.subarray(0, end.length - 3)]))?.finish).toBeNull()
})

test('after a loss of power only what was synced counts, and never more than there is', () => {
  expect(getOffset(progress, { bootId: progress.boot, fileBytes: 100 })).toBe(10)
  expect(getOffset(progress, { bootId: progress.boot, fileBytes: 7 })).toBe(7)
  expect(getOffset(progress, { bootId: 'another', fileBytes: 100 })).toBe(5)
  expect(getOffset(progress, { bootId: 'another', fileBytes: 3 })).toBe(3)
})
