import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import { renameSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { encodeName } from '#lib/files/protocol/wire-path.ts'
import type { FileRequests } from './testing/file-requests.ts'
import { shareServer } from './testing/shared-server.ts'

const SECRET = 'the secret of another volume'
const shared = shareServer()
const { at, give } = shared
let files: FileRequests
let outside = ''

beforeAll(async () => {
  outside = await mkdtemp(path.join(tmpdir(), 'moorage-outside-'))
  await chmod(outside, 0o777)
})
afterAll(() => rm(outside, { recursive: true, force: true }))

beforeEach(async () => {
  files = shared.files
  await rm(path.join(outside, 'sub'), { recursive: true, force: true })
  await mkdir(path.join(outside, 'sub'))
  await writeFile(path.join(outside, 'secret'), SECRET)
  await chmod(path.join(outside, 'secret'), 0o666)
  await chmod(path.join(outside, 'sub'), 0o777)
})

const content = (wirePath: string) => files.ask('GET', fileRoutes.content(), { query: { path: wirePath } })
const put = (wirePath: string) =>
  files.ask('PUT', fileRoutes.content(), {
    query: { path: wirePath },
    headers: { 'if-none-match': '"x"' },
    body: 'written',
  })
const transfer = (route: string, from: string, to: string, clash = 'fail') =>
  files.outcome(route, { items: [{ from, to }], clash })

async function expectOutsideUntouched(): Promise<void> {
  expect((await readdir(outside)).toSorted()).toEqual(['secret', 'sub'])
  expect(await readdir(path.join(outside, 'sub'))).toEqual([])
  expect(await readFile(path.join(outside, 'secret'), 'utf8')).toBe(SECRET)
}

describe('spellings of a way out', () => {
  test.each([
    '..',
    '../secret',
    'a/../../secret',
    '%2e%2e',
    '%2E%2E',
    '..%2Fsecret',
    '%2Fetc%2Fpasswd',
    '/etc/passwd',
    'a//b',
    'a/',
    './a',
    'a%00b',
    'a\0b',
    '..%5Csecret/..',
    '\u2025/secret',
    'a'.repeat(256),
    `${'a'.repeat(250)}/`.repeat(20),
    '%C3%A9%c3',
    ' a',
    '%41',
  ])('%j is no path', async (spelling) => {
    for (const answer of [
      await content(spelling),
      await files.ask('GET', fileRoutes.stat(), { query: { path: spelling } }),
      await put(spelling),
    ]) {
      expect(answer).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
    }
  })

  test.each([
    '/../../etc/passwd',
    '/v1/../v1/list',
    '/v1/content/../../../etc/passwd',
    '/%2e%2e/ready',
    '//ready',
    '/v1/list/',
  ])('the address %j is none', async (address) => {
    const url = new URL(files.server.url)
    const status = await new Promise((resolve, reject) => {
      const asked = request({ host: url.hostname, port: url.port, path: `${url.pathname}${address}` }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.on('error', reject).end()
    })
    expect(status).toBe(404)
  })
})

describe('a link that leads out', () => {
  beforeEach(async () => {
    await symlink(path.join(outside, 'secret'), at('file'))
    await symlink(outside, at('folder'))
    await symlink(path.join(outside, 'new'), at('dangling'))
    await symlink('/proc/self/root', at('proc'))
    await writeFile(at('own'), 'own')
    give()
  })

  test('is shown as one, with its target, and never followed', async () => {
    expect((await files.list()).entries).toContainEqual(
      expect.objectContaining({
        name: 'file',
        kind: 'symlink',
        sizeBytes: null,
        linkTarget: path.join(outside, 'secret'),
      }),
    )
    for (const wirePath of ['file', 'folder/secret', 'proc/etc/passwd', 'folder']) {
      expect(await content(wirePath)).toMatchObject({ status: 409, code: 'NOT_FOLLOWED' })
    }
    await expect(files.list('folder')).rejects.toThrow('NOT_FOLLOWED')
    expect(await files.ask('GET', fileRoutes.stat(), { query: { path: 'folder/secret' } })).toMatchObject({
      code: 'NOT_FOLLOWED',
    })
    expect(await files.ask('GET', fileRoutes.events(), { query: { path: 'folder' } })).toMatchObject({
      code: 'NOT_FOLLOWED',
    })
    const found = await files.lines<{ path: string }>('GET', fileRoutes.search(), { query: { text: 'secret' } })
    expect(found).toEqual([])
    expect(
      (await files.ask('POST', fileRoutes.estimate(), { json: { paths: ['folder', 'file'] } })).json,
    ).toMatchObject({ fileCount: 0, skippedCount: 2 })
  })

  test('is not written through by any way', async () => {
    for (const wirePath of ['file', 'dangling', 'folder/x', 'proc/tmp/x']) {
      expect((await put(wirePath)).status).toBe(409)
      expect((await files.ask('POST', fileRoutes.createFile(), { json: { path: wirePath } })).status).toBe(409)
    }
    expect(
      (await files.ask('POST', fileRoutes.mkdir(), { json: { path: 'folder/x', withParents: true } })).status,
    ).toBe(409)
    for (const route of [fileRoutes.move(), fileRoutes.copy()]) {
      expect(await transfer(route, 'own', 'folder/own', 'replace')).toEqual([['own', 'NOT_FOLLOWED']])
      expect(await transfer(route, 'folder/secret', 'taken')).toEqual([['folder/secret', 'NOT_FOLLOWED']])
    }
    expect(await files.outcome(fileRoutes.delete(), { paths: ['folder/secret'], isForGood: true })).toEqual([
      ['folder/secret', 'NOT_FOLLOWED'],
    ])
    await expectOutsideUntouched()
  })

  test('as the target of a move or copy it is replaced itself; copied it stays a link; deleted only it goes', async () => {
    expect(await transfer(fileRoutes.copy(), 'own', 'file', 'replace')).toEqual([['own', 'file']])
    expect(await transfer(fileRoutes.copy(), 'own', 'folder', 'replace')).toEqual([['own', 'folder']])
    expect(await transfer(fileRoutes.move(), 'own', 'dangling', 'replace')).toEqual([['own', 'dangling']])
    expect(await readFile(at('folder'), 'utf8')).toBe('own')
    expect(await transfer(fileRoutes.copy(), 'proc', 'proc2')).toEqual([['proc', 'proc2']])
    expect((await files.list()).entries.find(({ name }) => name === 'proc2')?.kind).toBe('symlink')
    await symlink(outside, at('again'))
    expect(await files.outcome(fileRoutes.delete(), { paths: ['again'], isForGood: true })).toEqual([['again', null]])
    await files.lines('POST', fileRoutes.emptyTrash(), { json: {} })
    await expectOutsideUntouched()
  })

  test('in the place of our own folders it is refused', async () => {
    const drafts = at('.moorage', 'drafts')
    rmSync(drafts, { recursive: true })
    rmSync(at('.trash'), { recursive: true })
    symlinkSync(path.join(outside, 'sub'), drafts)
    symlinkSync(path.join(outside, 'sub'), at('.trash'))
    try {
      expect(await put('own2')).toMatchObject({ code: 'NOT_FOLLOWED' })
      await expect(transfer(fileRoutes.copy(), 'own', 'copy')).rejects.toThrow('NOT_FOLLOWED')
      expect(await files.outcome(fileRoutes.delete(), { paths: ['own'] })).toEqual([['own', 'NOT_FOLLOWED']])
      await expect(files.lines('POST', fileRoutes.emptyTrash(), { json: {} })).rejects.toThrow('NOT_FOLLOWED')
      await expectOutsideUntouched()
    } finally {
      rmSync(drafts)
      rmSync(at('.trash'))
      mkdirSync(drafts)
      mkdirSync(at('.trash'))
      give()
    }
  })
})

test('a folder that becomes a link and a folder again, all the time, leads nobody out', async () => {
  mkdirSync(at('real'))
  writeFileSync(at('real', 'secret'), 'harmless')
  symlinkSync(outside, at('evil'))
  writeFileSync(at('own'), 'own')
  give()
  let isOver = false
  const swap = async () => {
    while (!isOver) {
      renameSync(at('real'), at('x'))
      renameSync(at('evil'), at('real'))
      await new Promise((resolve) => setImmediate(resolve))
      renameSync(at('real'), at('evil'))
      renameSync(at('x'), at('real'))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const swapping = swap()
  const seen = new Set<string>()
  try {
    for (let round = 0; round < 150; round += 1) {
      const answers = await Promise.all([
        content('real/secret'),
        put('real/new'),
        files.ask('POST', fileRoutes.mkdir(), { json: { path: 'real/folder' } }),
        files.ask('GET', fileRoutes.list(), { query: { path: 'real' } }),
        files.ask('POST', fileRoutes.copy(), {
          json: { items: [{ from: 'real/secret', to: 'real/copied' }], clash: 'replace' },
        }),
        files.ask('POST', fileRoutes.delete(), { json: { paths: ['real/copied', 'real/new'], isForGood: true } }),
      ])
      for (const { text, code, status } of answers) {
        expect(text).not.toContain(SECRET)
        expect(text).not.toContain('"sub"')
        seen.add(code ?? String(status))
      }
    }
  } finally {
    isOver = true
    await swapping
  }
  await expectOutsideUntouched()
  // Both faces of the folder were met, or the test would say nothing.
  expect([...seen]).toEqual(expect.arrayContaining(['NOT_FOLLOWED', '200']))
}, 60_000)

describe('what is no file', () => {
  test('a pipe, a socket and a device are shown, and never opened', async () => {
    execFileSync('mkfifo', [at('pipe')])
    if (process.getuid?.() === 0) execFileSync('mknod', [at('null'), 'c', '1', '3'])
    const socket = createServer().listen(at('socket'))
    await new Promise((resolve) => socket.once('listening', resolve))
    give()
    const kinds = (await files.list()).entries.map(({ name, kind }) => [name, kind])
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['pipe', 'fifo'],
        ['socket', 'socket'],
      ]),
    )
    for (const [name = ''] of kinds) {
      expect(await content(name)).toMatchObject({ status: 409, code: 'NOT_FOLLOWED' })
      expect(await put(name)).toMatchObject({ code: 'NOT_FOLLOWED' })
      expect(await transfer(fileRoutes.copy(), name, 'copied')).toEqual([[name, 'NOT_FOLLOWED']])
      await expect(files.list(name)).rejects.toThrow('NOT_FOLLOWED')
      expect(await transfer(fileRoutes.move(), name, 'moved')).toEqual([[name, 'moved']])
      expect(await files.outcome(fileRoutes.delete(), { paths: ['moved'], isForGood: true })).toEqual([['moved', null]])
    }
    socket.close()
  })

  test('in a folder that is copied it is named, and the rest comes along', async () => {
    await mkdir(at('a'))
    await writeFile(at('a', 'f'), 'x')
    execFileSync('mkfifo', [at('a', 'pipe')])
    give()
    expect(await transfer(fileRoutes.copy(), 'a', 'b')).toEqual([
      ['a/pipe', 'NOT_FOLLOWED'],
      ['a', 'b'],
    ])
    expect(await readdir(at('b'))).toEqual(['f'])
  })
})

test.each([
  ['no UTF-8', Buffer.from([0x66, 0xff, 0xfe, 0x80])],
  ['255 bytes', Buffer.alloc(255, 'a')],
  ['255 bytes of Chinese', Buffer.from('樹'.repeat(85))],
  ['a line break', Buffer.from('a\r\nb: c\nd')],
  ['marks of direction', Buffer.from('\u202Egpj.exe\u2066')],
  ['every byte', Buffer.from(Array.from({ length: 254 }, (_, index) => index + 1).filter((byte) => byte !== 0x2f))],
  ['backslashes and percents', Buffer.from('..\\%2e%252e')],
  ['three dots', Buffer.from('...')],
  ['a tilde and a plus', Buffer.from('~+~')],
])('a name with %s is listed, read, copied, renamed, deleted and restored', async (_, bytes) => {
  await writeFile(Buffer.concat([Buffer.from(`${shared.root}/`), bytes]), 'content')
  give()
  const name = encodeName(bytes)
  expect(await files.names('', { hidden: '1' })).toEqual([name])
  const read = await content(name)
  expect([read.text, read.headers.get('content-disposition')?.startsWith('attachment; filename="')]).toEqual([
    'content',
    true,
  ])
  expect(await transfer(fileRoutes.copy(), name, 'copy')).toEqual([[name, 'copy']])
  expect(await transfer(fileRoutes.copy(), 'copy', name, 'keep-both')).toHaveLength(1)
  expect(await transfer(fileRoutes.move(), name, 'moved')).toEqual([[name, 'moved']])
  expect(await transfer(fileRoutes.move(), 'moved', name)).toEqual([['moved', name]])
  const [line] = await files.lines('POST', fileRoutes.delete(), { json: { paths: [name] } })
  if (line?.type !== 'item') throw new Error(JSON.stringify(line))
  expect((await files.ask('GET', fileRoutes.trash())).json.items).toMatchObject([
    { id: line.trashId, from: name, kind: 'file', sizeBytes: 7 },
  ])
  expect(await files.outcome(fileRoutes.restore(), { ids: [line.trashId] })).toEqual([[name, name]])
  expect((await content(name)).text).toBe('content')
})

test('the longest path there is can be asked for', async () => {
  const names = Array.from({ length: 16 }, () => encodeName(Buffer.from('樹'.repeat(85))))
  const long = names.join('/')
  expect(await files.ask('POST', fileRoutes.mkdir(), { json: { path: long, withParents: true } })).toMatchObject({
    status: 201,
  })
  expect(await files.ask('GET', fileRoutes.stat(), { query: { path: long } })).toMatchObject({ status: 200 })
  expect(await files.names(names.slice(0, -1).join('/'))).toEqual([names[0]])
  expect(await files.ask('GET', fileRoutes.stat(), { query: { path: `${long}/a` } })).toMatchObject({
    code: 'INVALID_INPUT',
  })
  expect(await files.outcome(fileRoutes.delete(), { paths: [long] })).toEqual([[long, null]])
  expect((await files.ask('GET', fileRoutes.trash())).json.items).toMatchObject([{ from: long }])
})
