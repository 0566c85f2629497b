import { mkdir, readFile, stat, symlink, utimes, writeFile, chmod, readlink, link, readdir } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { FileRequests } from '../testing/file-requests.ts'
import { shareServer } from '../testing/shared-server.ts'

const shared = shareServer()
const { at, give } = shared
let root = ''
let files: FileRequests

beforeEach(() => {
  root = shared.root
  files = shared.files
})

describe('list', () => {
  test('has folders first, numbers by value, and no regard to case', async () => {
    for (const name of ['b10', 'B2', 'a', 'é', 'f', '.hidden']) await writeFile(at(name), name)
    await mkdir(at('z'))
    expect(await files.names()).toEqual(['z', 'a', 'B2', 'b10', '%C3%A9', 'f'])
    expect(await files.names('', { order: 'desc' })).toEqual(['z', 'f', '%C3%A9', 'b10', 'B2', 'a'])
    expect(await files.names('', { sort: 'size', order: 'desc' })).toEqual(['z', 'b10', 'B2', '%C3%A9', 'a', 'f'])
    expect(await files.names('', { filter: 'B' })).toEqual(['B2', 'b10'])
    expect(await files.names('', { filter: 'É' })).toEqual(['%C3%A9'])
    expect(await files.list('', { hidden: '1' })).toMatchObject({ total: 7, hiddenCount: 1 })
    expect(await files.list()).toMatchObject({ total: 6, hiddenCount: 1 })
  })

  test('shows what comes, goes and is renamed, however soon after the last look', async () => {
    await writeFile(at('a'), '')
    const seen = new Set<string>()
    for (let round = 0; round < 30; round += 1) {
      await writeFile(at(`n${round}`), '')
      const listing = await files.list('', { offset: '1', limit: '1000' })
      expect(listing.total).toBe(round + 2)
      seen.add(listing.version)
    }
    expect(seen.size).toBe(30)
  })

  test('a page tells the present size, also when it is remembered', async () => {
    await writeFile(at('a'), '')
    await utimes(root, 1_000_000, 1_000_000)
    await files.list('', { sort: 'size' })
    await writeFile(at('a'), 'twelve bytes')
    expect((await files.list()).entries[0]).toMatchObject({ name: 'a', sizeBytes: 12 })
  })

  test('refuses a file, nothing, and our own folders', async () => {
    await writeFile(at('a'), '')
    await expect(files.list('a')).rejects.toThrow('NOT_A_FOLDER')
    await expect(files.list('none')).rejects.toThrow('NOT_FOUND')
    for (const hidden of ['.moorage', '.trash', '.moorage/uploads']) {
      await expect(files.list(hidden)).rejects.toThrow('NOT_FOUND')
      expect(await files.ask('GET', fileRoutes.stat(), { query: { path: hidden } })).toMatchObject({ status: 404 })
    }
    expect(await files.names('', { hidden: '1' })).toEqual(['a'])
  })
})

test('stat, mkdir and an empty file', async () => {
  expect(await files.ask('POST', fileRoutes.mkdir(), { json: { path: 'a' } })).toMatchObject({
    status: 201,
    json: { name: 'a', kind: 'folder' },
  })
  expect(await files.ask('POST', fileRoutes.mkdir(), { json: { path: 'a' } })).toMatchObject({
    status: 409,
    code: 'NAME_TAKEN',
  })
  expect(await files.ask('POST', fileRoutes.mkdir(), { json: { path: 'x/y' } })).toMatchObject({ status: 404 })
  const deep = { path: 'x/y', withParents: true }
  expect(await files.ask('POST', fileRoutes.mkdir(), { json: deep })).toMatchObject({ status: 201 })
  expect(await files.ask('POST', fileRoutes.mkdir(), { json: deep })).toMatchObject({ status: 200 })
  expect(await files.ask('POST', fileRoutes.createFile(), { json: { path: 'a/b' } })).toMatchObject({
    status: 201,
    json: { sizeBytes: 0 },
  })
  await writeFile(at('a', 'b'), 'kept')
  expect(await files.ask('POST', fileRoutes.createFile(), { json: { path: 'a/b' } })).toMatchObject({
    code: 'NAME_TAKEN',
  })
  expect(await readFile(at('a', 'b'), 'utf8')).toBe('kept')
  expect(await files.ask('GET', fileRoutes.stat(), { query: { path: '' } })).toMatchObject({
    json: { name: '', kind: 'folder' },
  })
  expect((await files.ask('GET', fileRoutes.usage())).json.totalBytes).toBeGreaterThan(0)
})

describe('move', () => {
  const move = (from: string, to: string, clash = 'fail') =>
    files.outcome(fileRoutes.move(), { items: [{ from, to }], clash })

  test('follows the rule for a name that is taken, and keeps what it replaces in the trash', async () => {
    await writeFile(at('a'), 'new')
    await writeFile(at('b.txt'), 'old')
    expect(await move('a', 'b.txt')).toEqual([['a', 'NAME_TAKEN']])
    expect(await move('a', 'b.txt', 'skip')).toEqual([['a', null]])
    expect(await move('a', 'b.txt', 'keep-both')).toEqual([['a', 'b%20%282%29.txt']])
    expect(await move('b%20%282%29.txt', 'b.txt', 'replace')).toEqual([['b%20%282%29.txt', 'b.txt']])
    expect(await readFile(at('b.txt'), 'utf8')).toBe('new')
    const trash = (await files.ask('GET', fileRoutes.trash())).json as { items: { id: string; from: string }[] }
    expect(trash.items).toMatchObject([{ from: 'b.txt', sizeBytes: 3 }])
  })

  test('never into itself, never over the folder that holds it, never out of the volume', async () => {
    await mkdir(at('a', 'b'), { recursive: true })
    expect(await move('a', 'a/b/c')).toEqual([['a', 'IMPOSSIBLE_MOVE']])
    expect(await move('a/b', 'a', 'replace')).toEqual([['a/b', 'IMPOSSIBLE_MOVE']])
    expect(await move('a', '.moorage/a')).toEqual([['a', 'NOT_FOUND']])
    expect(await move('.trash', 't')).toEqual([['.trash', 'NOT_FOUND']])
    await expect(move('a', '../a')).rejects.toThrow('INVALID_INPUT')
    expect(await readdir(at('a'))).toEqual(['b'])
  })

  test('two folders that want one name: one gets it, none is lost', async () => {
    for (let round = 0; round < 20; round += 1) {
      await mkdir(at(`x${round}`))
      await mkdir(at(`y${round}`))
      await writeFile(at(`x${round}`, 'x'), '')
      await writeFile(at(`y${round}`, 'y'), '')
      const outcomes = await Promise.all([move(`x${round}`, `z${round}`), move(`y${round}`, `z${round}`)])
      expect(outcomes.filter(([one]) => one?.[1] === 'NAME_TAKEN')).toHaveLength(1)
    }
  })
})

describe('copy', () => {
  const copy = (from: string, to: string, clash = 'fail') =>
    files.outcome(fileRoutes.copy(), { items: [{ from, to }], clash })

  test('keeps content, modes, times and links, and leaves nothing behind', async () => {
    await mkdir(at('a', 'sub'), { recursive: true })
    await writeFile(at('a', 'sub', 'run.sh'), 'echo')
    await writeFile(at('a', 'big'), Buffer.alloc(20 * 1024 * 1024, 7))
    await chmod(at('a', 'sub', 'run.sh'), 0o750)
    await symlink('../../etc/passwd', at('a', 'link'))
    await utimes(at('a', 'sub', 'run.sh'), 1_500_000_000, 1_500_000_000)
    await utimes(at('a', 'big'), 1_500_000_000, 1_500_000_000)
    await utimes(at('a', 'sub'), 1_400_000_000, 1_400_000_000)
    give()
    expect(await copy('a', 'b')).toEqual([['a', 'b']])
    const copied = await stat(at('b', 'sub', 'run.sh'))
    expect({ mode: copied.mode & 0o777, changed: copied.mtimeMs }).toEqual({ mode: 0o750, changed: 1_500_000_000_000 })
    expect((await stat(at('b', 'sub'))).mtimeMs).toBe(1_400_000_000_000)
    expect((await stat(at('b', 'big'))).mtimeMs).toBe(1_500_000_000_000)
    expect((await readFile(at('b', 'big'))).equals(await readFile(at('a', 'big')))).toBe(true)
    expect(await readlink(at('b', 'link'))).toBe('../../etc/passwd')
    expect(await readdir(at('.moorage', 'drafts'))).toEqual([])
  })

  test('beside itself, but not into itself', async () => {
    await mkdir(at('a'))
    await writeFile(at('a', 'f'), 'x')
    give()
    expect(await copy('a', 'a', 'keep-both')).toEqual([['a', 'a%20%282%29']])
    expect(await copy('a', 'a/b')).toEqual([['a', 'IMPOSSIBLE_MOVE']])
    expect(await copy('a/f', 'a/f', 'replace')).toEqual([['a/f', 'a/f']])
    expect(await readFile(at('a', 'f'), 'utf8')).toBe('x')
  })
})

describe('search, sizes, estimate', () => {
  beforeEach(async () => {
    await mkdir(at('a', 'Deep'), { recursive: true })
    await mkdir(at('.cache'))
    await writeFile(at('a', 'Deep', 'Report.txt'), '12345')
    await writeFile(at('.cache', 'report'), '1')
    await writeFile(at('top'), '123')
    await link(at('top'), at('a', 'same'))
    await symlink(root, at('a', 'loop'))
    give()
  })

  test('search finds names below, hidden ones when asked', async () => {
    const found = async (query: Record<string, string>) =>
      (await files.lines<{ path: string }>('GET', fileRoutes.search(), { query })).map((line) => line.path)
    expect(await found({ text: 'report' })).toEqual(['a/Deep/Report.txt'])
    expect((await found({ text: 'REPORT', hidden: '1' })).toSorted()).toEqual(['.cache/report', 'a/Deep/Report.txt'])
    expect(await found({ text: 'deep', path: 'a' })).toEqual(['a/Deep'])
  })

  test('sizes count a file with two names once, and the trash', async () => {
    await files.outcome(fileRoutes.delete(), { paths: ['.cache'] })
    const lines = await files.lines<{ path: string; isFinal: boolean }>('GET', fileRoutes.sizes())
    expect(lines.at(-1)).toEqual({ path: '', kind: 'folder', sizeBytes: 9, fileCount: 4, isFinal: true })
    expect(lines).toContainEqual({ path: 'a/Deep/Report.txt', kind: 'file', sizeBytes: 5, fileCount: 1, isFinal: true })
    expect(lines).toContainEqual({ path: '.trash', kind: 'folder', sizeBytes: 1, fileCount: 1, isFinal: true })
  })

  test('estimate counts what a zip would hold', async () => {
    const { json } = await files.ask('POST', fileRoutes.estimate(), { json: { paths: ['a', 'top'] } })
    expect(json).toEqual({ fileCount: 3, folderCount: 2, sizeBytes: 11, skippedCount: 1 })
  })
})
