import { randomBytes } from 'node:crypto'
import { link, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openRoot } from '../tree/root.ts'
import { digest, TusRequests } from '../testing/tus-requests.ts'
import { createVolume, serve } from '../testing/volume.ts'
import { formatFinish } from './upload-record.ts'
import { UploadStore } from './upload-store.ts'
import { removeExpired } from './uploads.ts'

const bytes = randomBytes(300_000)
const DAY_MS = 24 * 60 * 60_000

/** An upload of which all has come, as a server leaves it that dies just before it puts the file into its place. */
async function leaveBeforePlace({ clash = 'fail' }: { clash?: string } = {}) {
  const root = await createVolume()
  const server = await serve({ root })
  const tus = new TusRequests(server)
  const url = await tus.create({ path: 'a', clash: 'keep-both' }, bytes.length)
  await tus.patch(url, 0, { body: bytes.subarray(0, 1000) })
  await server.stop()
  const area = path.join(root, '.moorage', 'uploads')
  const id = url.split('/').at(-1) ?? ''
  const bin = path.join(area, `${id}.bin`)
  const json = path.join(area, `${id}.json`)
  await writeFile(bin, bytes)
  const inode = String((await stat(bin, { bigint: true })).ino)
  const text = (await readFile(json, 'utf8')).replace('"clash":"keep-both"', `"clash":"${clash}"`)
  await writeFile(json, text + formatFinish({ sha256: digest(bytes), inode, path: null }).toString())
  const ask = async () => {
    const next = await serve({ root })
    return new TusRequests(next).head(url.replace(server.url, next.url))
  }
  return { root, bin, ask }
}

test.each(['fail', 'replace', 'keep-both', 'skip'])(
  'killed before the rename, it is done by the next question (%s)',
  async (clash) => {
    const { root, ask } = await leaveBeforePlace({ clash })
    const answer = await ask()
    expect(answer.headers.get('moorage-path')).toBe('a')
    expect(answer.headers.get('upload-offset')).toBe(String(bytes.length))
    expect(await readFile(path.join(root, 'a'))).toEqual(bytes)
  },
)

test.each(['fail', 'replace', 'keep-both', 'skip'])(
  'killed between the two names of a rename, it is done (%s)',
  async (clash) => {
    const { root, bin, ask } = await leaveBeforePlace({ clash })
    await link(bin, path.join(root, 'a'))
    expect((await ask()).headers.get('moorage-path')).toBe('a')
    expect((await stat(path.join(root, 'a'))).nlink).toBe(1)
    expect((await readdir(root)).filter((name) => !name.startsWith('.'))).toEqual(['a'])
  },
)

test.each(['fail', 'replace', 'skip'])(
  'killed between rename and answer, it is found in its place (%s)',
  async (clash) => {
    const { root, bin, ask } = await leaveBeforePlace({ clash })
    await rename(bin, path.join(root, 'a'))
    const answer = await ask()
    expect(answer.headers.get('moorage-path')).toBe('a')
    expect(answer.headers.get('moorage-sha256')).toBe(digest(bytes))
  },
)

test('killed between rename and answer, it is found under the name that was free', async () => {
  const { root, bin, ask } = await leaveBeforePlace({ clash: 'keep-both' })
  await writeFile(path.join(root, 'a'), 'other')
  await rename(bin, path.join(root, 'a (2)'))
  expect((await ask()).headers.get('moorage-path')).toBe('a%20%282%29')
})

test('an upload whose bytes somebody took away is gone', async () => {
  const { bin, ask } = await leaveBeforePlace()
  await rm(bin)
  expect((await ask()).status).toBe(410)
})

test('what rests for a week goes, and what a crash left without a record', async () => {
  const folder = await createVolume()
  const store = new UploadStore(await openRoot(folder))
  const record = {
    owner: 'alice',
    path: 'a',
    clash: 'fail' as const,
    sizeBytes: 5,
    createdAt: new Date().toISOString(),
  }
  const upload = await store.create(record)
  const area = path.join(folder, '.moorage', 'uploads')
  const stray = path.join(area, `${'a'.repeat(32)}.bin`)
  await writeFile(stray, 'stray')
  await removeExpired(store, Date.now() + 6 * DAY_MS - 1000)
  expect(await readdir(area)).toEqual([`${upload.id}.bin`, `${upload.id}.json`].toSorted())
  await writeFile(stray, 'stray')
  await utimes(stray, new Date(), new Date())
  await removeExpired(store, Date.now() + 7 * DAY_MS + 1000)
  expect(await readdir(area)).toEqual([])
})
