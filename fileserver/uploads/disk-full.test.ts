import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { mountSmallDisk } from '../testing/small-disk.ts'
import { digest, toChecksum, TusRequests } from '../testing/tus-requests.ts'
import { serve } from '../testing/volume.ts'

const MIB = 1024 * 1024

test('a disk that is full half-way is told, and the upload goes on when there is room', async () => {
  const root = await mountSmallDisk(8)
  await writeFile(path.join(root, 'old'), randomBytes(4 * MIB))
  await writeFile(path.join(root, 'a'), 'what was there')
  const tus = new TusRequests(await serve({ root }))
  const bytes = randomBytes(6 * MIB)
  const [first, second] = [bytes.subarray(0, 2 * MIB), bytes.subarray(2 * MIB)]
  const url = await tus.create({ path: 'a', clash: 'replace', sha256: digest(bytes) }, bytes.length)
  expect(await tus.patch(url, 0, { body: first, headers: toChecksum(first) })).toMatchObject({ status: 204 })
  const full = await tus.patch(url, first.length, { body: second, headers: toChecksum(second) })
  expect(full).toMatchObject({ status: 507, code: 'DISK_FULL' })
  expect((await tus.head(url)).headers.get('upload-offset')).toBe(String(first.length))
  expect(await readFile(path.join(root, 'a'), 'utf8')).toBe('what was there')
  await rm(path.join(root, 'old'))
  const end = await tus.patch(url, first.length, { body: second, headers: toChecksum(second) })
  expect(end.headers.get('moorage-sha256')).toBe(digest(bytes))
  expect(await readFile(path.join(root, 'a'))).toEqual(bytes)
})

test('without checksums, what found room before the disk was full counts', async () => {
  const root = await mountSmallDisk(4)
  const tus = new TusRequests(await serve({ root }))
  const bytes = randomBytes(6 * MIB)
  const url = await tus.create({ path: 'a' }, bytes.length)
  expect(await tus.patch(url, 0, { body: bytes })).toMatchObject({ status: 507, code: 'DISK_FULL' })
  const offset = Number((await tus.head(url)).headers.get('upload-offset'))
  expect(offset).toBeGreaterThan(2 * MIB)
  expect(offset).toBeLessThan(4 * MIB)
  const [bin] = (await readdir(path.join(root, '.moorage', 'uploads'))).filter((name) => name.endsWith('.bin'))
  expect(await readFile(path.join(root, '.moorage', 'uploads', bin!))).toEqual(bytes.subarray(0, offset))
})

test('a small file that finds no room leaves nothing and takes nothing', async () => {
  const root = await mountSmallDisk(2)
  const server = await serve({ root })
  const tus = new TusRequests(server)
  await writeFile(path.join(root, 'a'), 'what was there')
  const { bfree } = await statfs(root)
  const answer = await tus.postWhole({ path: 'a', clash: 'replace' }, randomBytes(4 * MIB))
  expect(answer).toMatchObject({ status: 507, code: 'DISK_FULL' })
  expect(await readFile(path.join(root, 'a'), 'utf8')).toBe('what was there')
  expect(await readdir(path.join(root, '.moorage', 'uploads'))).toEqual([])
  expect((await statfs(root)).bfree).toBe(bfree)
})
