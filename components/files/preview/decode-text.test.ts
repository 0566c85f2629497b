import { expect, test } from 'vitest'
import { decodeText, findLineEnd } from './decode-text.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

test('text is read as what it is', () => {
  expect(decodeText(bytesOf('資料 ✓'), { isPart: false })).toEqual({ text: '資料 ✓', encoding: 'utf-8' })
  expect(decodeText(Uint8Array.from([0x66, 0xfc, 0x72]), { isPart: false })).toEqual({
    text: 'für',
    encoding: 'windows-1252',
  })
  const utf16 = Uint8Array.from([0xff, 0xfe, 0x41, 0, 0x42, 0])
  expect(decodeText(utf16, { isPart: false })).toEqual({ text: 'AB', encoding: 'utf-16le' })
})

test('a part that ends inside a character is still text, a whole file that does is not UTF-8', () => {
  const cut = bytesOf('資料').subarray(0, 5)
  expect(decodeText(cut, { isPart: true })).toEqual({ text: '資', encoding: 'utf-8' })
  expect(decodeText(cut, { isPart: false }).encoding).toBe('windows-1252')
})

test('what has zeros in it is no text', () => {
  expect(decodeText(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), { isPart: false }).encoding).toBe('binary')
})

test('a byte order mark survives', () => {
  expect(decodeText(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]), { isPart: false }).text).toBe('\uFEFFa')
})

test.each([
  ['', '\n'],
  ['a\nb', '\n'],
  ['a\r\nb\r\n', '\r\n'],
  ['a\r\nb\nc', '\n'],
])('lines of %j end with %j', (text, end) => {
  expect(findLineEnd(text)).toBe(end)
})
