import { expect, test } from 'vitest'
import {
  formatUploadMetadata,
  hasUploadBody,
  isTusRequest,
  parseByteCount,
  parseUploadChecksum,
  parseUploadMetadata,
} from './tus-headers.ts'

const encode = (text: string) => Buffer.from(text).toString('base64')
const DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

test('a number of bytes has one spelling', () => {
  expect(parseByteCount('0')).toBe(0)
  expect(parseByteCount('10737418240')).toBe(10_737_418_240)
  for (const text of ['', '-1', '+1', '01', '1.5', '1e3', ' 1', '0x10', '9007199254740992', 'NaN']) {
    expect(parseByteCount(text), text).toBeNull()
  }
  expect(parseByteCount(undefined)).toBeNull()
  expect(parseByteCount(['1', '2'])).toBeNull()
})

test('metadata is read and written the same', () => {
  const metadata = {
    path: 'photos/%E6%A8%B9.jpg',
    clash: 'keep-both' as const,
    changedAt: '2026-01-02T03:04:05.678Z',
    sha256: DIGEST,
  }
  expect(parseUploadMetadata(formatUploadMetadata(metadata))).toEqual(metadata)
  expect(parseUploadMetadata(`path ${encode('a')}`)).toEqual({ path: 'a', clash: 'fail' })
  expect(parseUploadMetadata(`path ${encode('a')}, filetype ${encode('text/plain')},empty`)).toMatchObject({
    path: 'a',
  })
})

test.each([
  ['no metadata', undefined],
  ['no path', `clash ${encode('fail')}`],
  ['a path out of the volume', `path ${encode('../a')}`],
  ['an absolute path', `path ${encode('/etc/passwd')}`],
  ['the root', `path ${encode('')}`],
  ['a path of another spelling', `path ${encode('%2e%2e/a')}`],
  ['a path that is no base64', 'path a/b'],
  ['base64 that is no text', `path ${Buffer.from([0xff, 0xfe]).toString('base64')}`],
  ['a key twice', `path ${encode('a')},path ${encode('b')}`],
  ['two values', `path ${encode('a')} ${encode('b')}`],
  ['an unknown clash rule', `path ${encode('a')},clash ${encode('merge')}`],
  ['a time that is none', `path ${encode('a')},changedAt ${encode('yesterday')}`],
  ['a digest that is none', `path ${encode('a')},sha256 ${encode('abc')}`],
])('metadata with %s is refused', (_, header) => {
  expect(parseUploadMetadata(header)).toBeNull()
})

test('a checksum is sha256 of 32 bytes or cannot be checked', () => {
  const base64 = Buffer.from(DIGEST, 'hex').toString('base64')
  expect(parseUploadChecksum(undefined)).toBeNull()
  expect(parseUploadChecksum(`sha256 ${base64}`)).toBe(DIGEST)
  for (const header of ['', base64, `sha1 ${base64}`, 'sha256 AAAA', `sha256  ${base64}`, `sha256 ${base64}=`]) {
    expect(parseUploadChecksum(header), header).toBe('invalid')
  }
})

test('a request of tus says so', () => {
  expect(isTusRequest({ 'tus-resumable': '1.0.0' })).toBe(true)
  expect(isTusRequest({ 'tus-resumable': '0.2.2' })).toBe(false)
  expect(hasUploadBody({ 'content-type': 'application/offset+octet-stream' })).toBe(true)
  expect(hasUploadBody({ 'content-type': 'text/plain' })).toBe(false)
})
