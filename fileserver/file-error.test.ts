import { expect, test } from 'vitest'
import { FILE_PROBLEMS } from '#lib/files/protocol/problems.ts'
import { toFileError } from './file-error.ts'

const fail = (code: string) => Object.assign(new Error(code), { code })

test.each([
  ['EDQUOT', 'QUOTA_EXCEEDED', 507],
  ['ENOSPC', 'DISK_FULL', 507],
  ['EROFS', 'READ_ONLY', 403],
  ['ELOOP', 'NOT_FOLLOWED', 409],
  ['EMFILE', 'TOO_MANY', 429],
  ['EIO', 'INTERNAL', 500],
] as const)('%s of the file system is told as %s', (errno, code, status) => {
  expect(toFileError(fail(errno), 'a')).toMatchObject({ code, status, path: 'a' })
  expect(FILE_PROBLEMS[code]).toBe(status)
})

test('what was named already keeps its name and its path', () => {
  const first = toFileError(fail('EDQUOT'), 'a')
  expect(toFileError(first, 'b')).toBe(first)
  expect(toFileError(toFileError(fail('EDQUOT')), 'b')).toMatchObject({ code: 'QUOTA_EXCEEDED', path: 'b' })
})
