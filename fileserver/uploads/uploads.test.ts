import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ServerProcess } from '../testing/server-process.ts'
import { digest, toChecksum, TusRequests } from '../testing/tus-requests.ts'
import { createVolume, onTestEnd, serve } from '../testing/volume.ts'

const MIB = 1024 * 1024

let root = ''
let server: ServerProcess
let tus: TusRequests

beforeEach(async () => {
  root = await createVolume()
  server = await serve({ root })
  tus = new TusRequests(server)
})

const at = (...names: string[]) => path.join(root, ...names)
const listArea = () => readdir(at('.moorage', 'uploads'))

describe('a small file in one request', () => {
  test('is in its place with its folders, its time and its digest', async () => {
    const body = Buffer.from('hello')
    const metadata = { path: 'a/%E6%A8%B9/c.txt', changedAt: '2020-02-03T04:05:06.000Z', sha256: digest(body) }
    const answer = await tus.postWhole(metadata, body, toChecksum(body))
    expect(answer).toMatchObject({ status: 201 })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'upload-offset': '5',
      'moorage-sha256': digest(body),
      'moorage-path': metadata.path,
    })
    expect(await readFile(at('a', '樹', 'c.txt'), 'utf8')).toBe('hello')
    expect((await stat(at('a', '樹', 'c.txt'))).mtime).toEqual(new Date(metadata.changedAt))
    expect(await listArea()).toEqual([])
  })

  test('may be empty, with and without a body', async () => {
    expect(await tus.postWhole({ path: 'a' }, new Uint8Array())).toMatchObject({ status: 201 })
    expect(await tus.post({ path: 'b' }, { 'upload-length': '0' })).toMatchObject({ status: 201 })
    expect(await readFile(at('b'), 'utf8')).toBe('')
  })

  test('whose bytes are others than they should be leaves nothing', async () => {
    const body = Buffer.from('hello')
    const other = Buffer.from('other')
    expect(await tus.postWhole({ path: 'a' }, body, toChecksum(other))).toMatchObject({
      status: 460,
      code: 'CHECKSUM_MISMATCH',
    })
    expect(await tus.postWhole({ path: 'a', sha256: digest(other) }, body)).toMatchObject({ code: 'CHECKSUM_MISMATCH' })
    expect(await readdir(root)).toEqual(expect.not.arrayContaining(['a']))
    expect(await listArea()).toEqual([])
  })

  test('sent again after a lost answer is no clash, another file of that name is', async () => {
    const body = randomBytes(MIB)
    const metadata = { path: 'a', clash: 'fail' }
    expect(await tus.postWhole(metadata, body)).toMatchObject({ status: 201 })
    expect(await tus.postWhole(metadata, body)).toMatchObject({ status: 201 })
    expect(await tus.postWhole(metadata, randomBytes(MIB))).toMatchObject({ status: 409, code: 'NAME_TAKEN' })
    expect(await tus.postWhole(metadata, Buffer.from('x'))).toMatchObject({ status: 409, code: 'NAME_TAKEN' })
    expect(await readFile(at('a'))).toEqual(body)
    expect(await listArea()).toEqual([])
  })
})

test('pieces may have any length and begin anywhere', async () => {
  const bytes = randomBytes(6 * MIB + 4099)
  const url = await tus.create({ path: 'a', sha256: digest(bytes) }, bytes.length)
  let offset = 0
  for (const length of [2 * MIB, 4096, 1, MIB + 4095, 2 * MIB + 5, bytes.length]) {
    const body = bytes.subarray(offset, offset + length)
    expect(await tus.patch(url, offset, { body, headers: toChecksum(body) })).toMatchObject({ status: 204 })
    offset += body.length
  }
  expect(await readFile(at('a'))).toEqual(bytes)
  expect(await listArea()).toEqual([expect.stringMatching(/\.json$/)])
})

describe('the rule for clashes', () => {
  beforeEach(() => writeFile(at('a.txt'), 'old'))

  test('replace', async () => {
    expect(await tus.postWhole({ path: 'a.txt', clash: 'replace' }, Buffer.from('new'))).toMatchObject({ status: 201 })
    expect(await readFile(at('a.txt'), 'utf8')).toBe('new')
  })

  test('replace puts no file over a folder', async () => {
    await mkdir(at('folder'))
    const answer = await tus.postWhole({ path: 'folder', clash: 'replace' }, Buffer.from('new'))
    expect(answer).toMatchObject({ status: 409, code: 'NOT_A_FILE' })
  })

  test('keep-both', async () => {
    const answers = [
      await tus.postWhole({ path: 'a.txt', clash: 'keep-both' }, Buffer.from('new')),
      await tus.postWhole({ path: 'a.txt', clash: 'keep-both' }, Buffer.from('newer')),
    ]
    expect(answers.map(({ headers }) => headers.get('moorage-path'))).toEqual(['a%20%282%29.txt', 'a%20%283%29.txt'])
    expect(await readFile(at('a.txt'), 'utf8')).toBe('old')
    expect(await readFile(at('a (3).txt'), 'utf8')).toBe('newer')
  })

  test('skip', async () => {
    expect(await tus.postWhole({ path: 'a.txt', clash: 'skip' }, Buffer.from('new'))).toMatchObject({
      code: 'NAME_TAKEN',
    })
    expect(await readFile(at('a.txt'), 'utf8')).toBe('old')
  })

  test('fail is said before anything is sent, and again when something came in between', async () => {
    expect(await tus.post({ path: 'a.txt' }, { 'upload-length': '3' })).toMatchObject({ code: 'NAME_TAKEN' })
    const url = await tus.create({ path: 'b.txt' }, 3)
    await writeFile(at('b.txt'), 'between')
    expect(await tus.patch(url, 0, { body: Buffer.from('new') })).toMatchObject({ status: 409, code: 'NAME_TAKEN' })
    expect(await readFile(at('b.txt'), 'utf8')).toBe('between')
    expect(await tus.head(url)).toMatchObject({ status: 409 })
    const answer = await tus.head(url, { 'moorage-clash': 'keep-both' })
    expect(answer.headers.get('moorage-path')).toBe('b%20%282%29.txt')
    expect(await readFile(at('b (2).txt'), 'utf8')).toBe('new')
  })
})

describe('a file in pieces', () => {
  const bytes = randomBytes(3 * MIB)
  const [first, second] = [bytes.subarray(0, 2 * MIB), bytes.subarray(2 * MIB)]

  test('grows to its place, and its end may be asked for again', async () => {
    const url = await tus.create({ path: 'folder/a', clash: 'fail', sha256: digest(bytes) }, bytes.length)
    const answer = await tus.patch(url, 0, { body: first, headers: toChecksum(first) })
    expect(answer.headers.get('upload-offset')).toBe(String(first.length))
    expect(Date.parse(answer.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now() + 6 * 24 * 3_600_000)
    expect(await tus.list()).toMatchObject([{ path: 'folder/a', offsetBytes: first.length }])
    expect(await readdir(root)).not.toContain('folder')
    for (const attempt of [1, 2]) {
      const end = await tus.patch(url, attempt === 1 ? first.length : bytes.length, {
        body: attempt === 1 ? second : Buffer.alloc(0),
      })
      expect(end.headers.get('moorage-sha256')).toBe(digest(bytes))
    }
    const head = await tus.head(url)
    expect(head.headers.get('upload-offset')).toBe(String(bytes.length))
    expect(head.headers.get('moorage-path')).toBe('folder/a')
    expect(await readFile(at('folder', 'a'))).toEqual(bytes)
    expect(await tus.list()).toEqual([])
  })

  test('a piece that is not what it should be does not count', async () => {
    const url = await tus.create({ path: 'a' }, bytes.length)
    const wrong = await tus.patch(url, 0, { body: first, headers: toChecksum(second) })
    expect(wrong).toMatchObject({ status: 460, code: 'CHECKSUM_MISMATCH' })
    expect((await tus.head(url)).headers.get('upload-offset')).toBe('0')
    await tus.patch(url, 0, { body: first, headers: toChecksum(first) })
    expect(await tus.patch(url, first.length, { body: second, headers: toChecksum(first) })).toMatchObject({
      status: 460,
    })
    expect((await tus.head(url)).headers.get('upload-offset')).toBe(String(first.length))
    const end = await tus.patch(url, first.length, { body: second, headers: toChecksum(second) })
    expect(end.headers.get('moorage-sha256')).toBe(digest(bytes))
  })

  test('a whole that is not what it should be is not put anywhere', async () => {
    const url = await tus.create({ path: 'a', sha256: digest(first) }, bytes.length)
    expect(await tus.patch(url, 0, { body: bytes })).toMatchObject({ status: 460, code: 'CHECKSUM_MISMATCH' })
    expect(await tus.head(url)).toMatchObject({ status: 404 })
    expect(await listArea()).toEqual([])
  })

  test('a wrong offset, a false length and an unknown checksum are refused', async () => {
    const url = await tus.create({ path: 'a' }, 10)
    expect(await tus.patch(url, 5, { body: Buffer.alloc(5) })).toMatchObject({ status: 409, code: 'UPLOAD_OFFSET' })
    expect(await tus.patch(url, 0, { body: Buffer.alloc(11) })).toMatchObject({ status: 413, code: 'TOO_LARGE' })
    const stream = new Blob([Buffer.alloc(MIB)]).stream()
    expect(await tus.patch(url, 0, { body: stream })).toMatchObject({ status: 413, code: 'TOO_LARGE' })
    const headers = { 'upload-checksum': 'md5 AAAA' }
    expect(await tus.patch(url, 0, { body: Buffer.alloc(5), headers })).toMatchObject({ status: 400 })
    expect((await stat(at('.moorage', 'uploads', `${url.split('/').at(-1)}.bin`))).size).toBeLessThanOrEqual(10)
    for (const length of ['-1', '1e9', '', '9007199254740993']) {
      expect(await tus.post({ path: 'b' }, { 'upload-length': length })).toMatchObject({ status: 400 })
    }
    expect(await tus.post({ path: 'b' }, { 'upload-defer-length': '1' })).toMatchObject({ status: 400 })
  })

  test('belongs to who began it', async () => {
    const url = await tus.create({ path: 'a' }, bytes.length)
    const bob = new TusRequests(server, 'bob')
    expect(await bob.head(url)).toMatchObject({ status: 404 })
    expect(await bob.patch(url, 0, { body: first })).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await bob.send('DELETE', url)).toMatchObject({ status: 404 })
    expect(await bob.list()).toEqual([])
    expect(await tus.head(url)).toMatchObject({ status: 200 })
    for (const id of ['..', '%2e%2e%2fa', 'x'.repeat(32), '0'.repeat(32)]) {
      expect((await tus.head(new URL(`./uploads/${id}`, url.replace(/uploads\/.*/, 'x')).href)).status).toBe(404)
    }
  })

  test('can be given up, also while it is written', async () => {
    const url = await tus.create({ path: 'a' }, bytes.length)
    const writing = tus.patch(url, 0, { body: buildSlowBody(first) }).catch(() => null)
    await sleep(100)
    expect(await tus.send('DELETE', url)).toMatchObject({ status: 204 })
    await writing
    expect(await tus.head(url)).toMatchObject({ status: 404 })
    expect(await listArea()).toEqual([])
  })

  test('has one writer, until that one is silent', async () => {
    const url = await tus.create({ path: 'a' }, bytes.length)
    const silent = tus.patch(url, 0, { body: buildSlowBody(first), headers: toChecksum(first) }).catch(() => null)
    await sleep(100)
    expect(await tus.patch(url, 0, { body: bytes })).toMatchObject({ status: 423, code: 'UPLOAD_BUSY' })
    await sleep(5100)
    const end = await tus.patch(url, 0, { body: bytes })
    expect(end.headers.get('moorage-sha256')).toBe(digest(bytes))
    await silent
    expect(await readFile(at('a'))).toEqual(bytes)
  }, 20_000)

  test('a link in the place of its bytes, of its record or of the area is not followed', async () => {
    const outside = await createVolume()
    await writeFile(path.join(outside, 'secret'), 'untouched')
    const url = await tus.create({ path: 'a' }, bytes.length)
    const file = at('.moorage', 'uploads', `${url.split('/').at(-1)}.bin`)
    await rm(file)
    await symlink(path.join(outside, 'secret'), file)
    expect(await tus.patch(url, 0, { body: first })).toMatchObject({ status: 409, code: 'NOT_FOLLOWED' })
    await rm(at('.moorage', 'uploads'), { recursive: true })
    await symlink(outside, at('.moorage', 'uploads'))
    expect(await tus.postWhole({ path: 'b' }, first)).toMatchObject({ status: 409, code: 'NOT_FOLLOWED' })
    expect(await tus.post({ path: 'b' }, { 'upload-length': '9' })).toMatchObject({ status: 409, code: 'NOT_FOLLOWED' })
    expect(await readdir(outside)).toEqual(['secret'])
    expect(await readFile(path.join(outside, 'secret'), 'utf8')).toBe('untouched')
  })

  test('a link on the way to its place or in it is not followed', async () => {
    const outside = await createVolume()
    await symlink(outside, at('way'))
    expect(await tus.postWhole({ path: 'way/a' }, first)).toMatchObject({ status: 409, code: 'NOT_FOLLOWED' })
    const url = await tus.create({ path: 'later/a' }, first.length)
    await symlink(outside, at('later'))
    expect(await tus.patch(url, 0, { body: first })).toMatchObject({ status: 409, code: 'NOT_FOLLOWED' })
    await writeFile(path.join(outside, 'target'), 'untouched')
    await symlink(path.join(outside, 'target'), at('link'))
    expect(await tus.postWhole({ path: 'link', clash: 'replace' }, first)).toMatchObject({ status: 201 })
    expect(await readFile(path.join(outside, 'target'), 'utf8')).toBe('untouched')
    expect(await readdir(outside)).toEqual(['target'])
  })

  test.each(['../a', '/a', 'a/../b', '.moorage/uploads/a', '.trash/a', 'a%2Fb', 'a//b'])(
    'no path leads to %s',
    async (wrong) => {
      const answer = await tus.postWhole({ path: wrong }, first)
      expect([400, 404]).toContain(answer.status)
    },
  )

  test('nobody uploads to a volume that is only to be read', async () => {
    const reader = await serve({ root, mode: 'ro' })
    const requests = new TusRequests(reader)
    expect(await requests.postWhole({ path: 'a' }, first)).toMatchObject({ status: 403, code: 'READ_ONLY' })
    expect(await requests.post({ path: 'a' }, { 'upload-length': '9' })).toMatchObject({ status: 403 })
    const url = await tus.create({ path: 'a' }, 9)
    expect(await requests.patch(url.replace(server.url, reader.url), 0, { body: first })).toMatchObject({ status: 403 })
  })
})

/** Sends half of the bytes and then nothing. */
function buildSlowBody(bytes: Uint8Array): ReadableStream {
  const ended = Promise.withResolvers<void>()
  onTestEnd(() => Promise.resolve(ended.resolve()))
  let isBegun = false
  return new ReadableStream({
    pull: async (controller) => {
      if (isBegun) await ended.promise
      else controller.enqueue(bytes.subarray(0, bytes.length / 2))
      isBegun = true
    },
  })
}
