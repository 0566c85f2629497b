import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { computeChecksum } from './checksum.ts'

test('the checksum is the one that every other program computes', async () => {
  for (const text of ['', 'hello', '資料'.repeat(1000)]) {
    const bytes = new TextEncoder().encode(text)
    const hash = createHash('sha256').update(bytes).digest()
    expect(await computeChecksum(bytes.buffer)).toEqual({
      header: `sha256 ${hash.toString('base64')}`,
      hex: hash.toString('hex'),
    })
  }
})
