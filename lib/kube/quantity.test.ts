import { describe, expect, test } from 'vitest'
import { formatQuantity, parseQuantity } from './quantity.ts'

describe('parseQuantity', () => {
  test.each([
    ['0', 0n],
    ['1024', 1024n],
    ['+7', 7n],
    ['1Ki', 1024n],
    ['1Gi', 1073741824n],
    ['0.5Gi', 536870912n],
    ['.5Ki', 512n],
    ['5.', 5n],
    ['1e9', 1000000000n],
    ['1E3', 1000n],
    ['1E', 1000000000000000000n],
    ['12e-1', 2n],
    ['500M', 500000000n],
    ['1k', 1000n],
    ['8Ei', 9223372036854775808n],
    ['9007199254740993', 9007199254740993n],
  ])('reads %s exactly', (text, bytes) => {
    expect(parseQuantity(text)).toBe(bytes)
  })

  test.each([
    ['100m', 1n],
    ['1500m', 2n],
    ['1n', 1n],
    ['0.1Ki', 103n],
    ['0m', 0n],
  ])('rounds %s up to whole bytes', (text, bytes) => {
    expect(parseQuantity(text)).toBe(bytes)
  })

  test.each(['', '-1Gi', '.', 'Gi', '1 Gi', '1gi', '1K', '1Gb', '1e', '1e999', '1e9Gi', '0x10', '1\n', '9'.repeat(65)])(
    'refuses %j',
    (text) => {
      expect(() => parseQuantity(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    },
  )
})

describe('formatQuantity', () => {
  test.each([
    [0n, '0'],
    [1n, '1'],
    [1000n, '1000'],
    [1024n, '1Ki'],
    [314572800n, '300Mi'],
    [1610612736n, '1536Mi'],
    [10737418240n, '10Gi'],
    [1024n ** 7n, '1024Ei'],
  ])('writes %s as %s', (bytes, text) => {
    expect(formatQuantity(bytes)).toBe(text)
    expect(parseQuantity(text)).toBe(bytes)
  })
})
