import { execFileSync } from 'node:child_process'
import { open, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readZip } from '../testing/read-zip.ts'
import { createVolume, serve } from '../testing/volume.ts'
import { requestZip } from '../testing/zip-requests.ts'

const GIB = 1024 ** 3

/** What is only zeros becomes a hole. */
async function saveSparsely(answer: Response, file: string): Promise<void> {
  await using opened = await open(file, 'w')
  let position = 0
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (bytes.compare(Buffer.alloc(bytes.length)) !== 0) await opened.write(bytes, 0, bytes.length, position)
    position += bytes.length
  }
  await opened.truncate(position)
}

test('a zip of more than 4 GiB', async () => {
  const [root, outside] = [await createVolume(), await createVolume()]
  const server = await serve({ root, mode: 'ro' })
  await writeFile(path.join(root, 'large'), 'head')
  await truncate(path.join(root, 'large'), 4 * GIB + 5)
  await writeFile(path.join(root, 'small'), 'after 4 GiB')
  const file = path.join(outside, 'large.zip')
  await saveSparsely(await requestZip(server, ['large', 'small']), file)
  expect(execFileSync('unzip', ['-l', file], { encoding: 'utf8' })).toContain(String(4 * GIB + 5))
  expect(execFileSync('unzip', ['-p', file, 'small'], { encoding: 'utf8' })).toBe('after 4 GiB')
  expect(readZip(file).map(({ size }) => size)).toEqual([4 * GIB + 5, 11])
})
