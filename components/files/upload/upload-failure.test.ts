import { expect, test } from 'vitest'
import { FileProblemError } from '../file-problem.ts'
import { decideNextStep, getWaitMs, toUploadFailure } from './upload-failure.ts'

test.each([
  ['UNREACHABLE', { kind: 'hold', reason: 'away' }],
  ['STOPPING', { kind: 'hold', reason: 'away' }],
  ['UNAUTHENTICATED', { kind: 'hold', reason: 'signed-out' }],
  ['DISK_FULL', { kind: 'hold', reason: 'full' }],
  ['QUOTA_EXCEEDED', { kind: 'hold', reason: 'full' }],
  ['NAME_TAKEN', { kind: 'ask' }],
  ['UPLOAD_GONE', { kind: 'anew' }],
  ['UPLOAD_BUSY', { kind: 'again' }],
  ['CHECKSUM_MISMATCH', { kind: 'again' }],
] as const)('%s', (code, step) => {
  expect(decideNextStep(new FileProblemError(code), 0)).toEqual(step)
})

test('what waiting cannot mend is told at once, with the server’s words for the fold', () => {
  for (const code of ['READ_ONLY', 'PERMISSION_DENIED', 'NOT_FOLLOWED', 'NAME_TOO_LONG', 'TOO_LARGE'] as const) {
    const error = new FileProblemError(code, { raw: 'EACCES', requestId: 'r1' })
    expect(decideNextStep(error, 0)).toEqual({ kind: 'fail', failure: { code, raw: 'EACCES', requestId: 'r1' } })
  }
})

test('what does not pass is not tried for ever', () => {
  for (const code of ['CHECKSUM_MISMATCH', 'UPLOAD_GONE', 'INTERNAL'] as const) {
    expect(decideNextStep(new FileProblemError(code), 5)).toMatchObject({ kind: 'fail', failure: { code } })
  }
})

test('an error that nobody foresaw has a code of its own', () => {
  expect(toUploadFailure(new TypeError('x is null'))).toEqual({ code: 'UNEXPECTED', raw: 'x is null', requestId: null })
})

test('waits grow to a quarter of a minute', () => {
  expect([1, 2, 3, 4, 5, 50].map(getWaitMs)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000])
})
