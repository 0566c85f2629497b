import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { getImageArchive } from './image-archive.ts'
import type { ImageDescription } from './image-description.ts'

let dir: string
let cacheDir: string
let program: string
let description: ImageDescription

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-archive-test-'))
  cacheDir = path.join(dir, 'cache')
  program = path.join(dir, 'program')
  await writeFile(program, 'one')
  description = {
    name: 'moorage.dev/example:1',
    entries: [{ type: 'file', path: '/program', source: { file: program } }],
    user: '1000:1000',
  }
})

afterEach(() => rm(dir, { recursive: true, force: true }))

test('an image is built once', async () => {
  const built = await getImageArchive(description, cacheDir)
  const { ino } = await stat(built.file)
  expect(await getImageArchive(description, cacheDir)).toEqual(built)
  expect((await stat(built.file)).ino).toBe(ino)
})

test('who asks while it is being built gets the same one', async () => {
  const asked = Array.from({ length: 4 }, () => getImageArchive(description, cacheDir))
  const [first, ...others] = await Promise.all(asked)
  for (const other of others) expect(other).toEqual(first)
  expect(await readdir(cacheDir)).toHaveLength(1)
})

test('a changed file, user or name gives another image', async () => {
  const built = await getImageArchive(description, cacheDir)
  await writeFile(program, 'another')
  const changed = await getImageArchive(description, cacheDir)
  const other = await getImageArchive({ ...description, user: '0:0' }, cacheDir)
  const renamed = await getImageArchive({ ...description, name: 'moorage.dev/example:2' }, cacheDir)
  expect(new Set([built, changed, other, renamed].map(({ file }) => file)).size).toBe(4)
  expect(new Set([built, changed, other].map(({ digest }) => digest)).size).toBe(3)
  expect(renamed.name).toBe('moorage.dev/example:2')
})

test('a damaged archive is built again', async () => {
  const built = await getImageArchive(description, cacheDir)
  const content = await readFile(built.file)
  for (const damage of ['', 'not an archive', content.subarray(0, 600)]) {
    await writeFile(built.file, damage)
    expect(await getImageArchive(description, cacheDir)).toEqual(built)
    expect((await readFile(built.file)).equals(content)).toBe(true)
  }
})

test('archives that nothing has used for long make room for new ones', async () => {
  const old = await getImageArchive(description, cacheDir)
  const aYearAgo = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000)
  await utimes(old.file, aYearAgo, aYearAgo)
  await getImageArchive(description, cacheDir)
  await getImageArchive({ ...description, user: '0:0' }, cacheDir)
  await expect(stat(old.file)).resolves.toBeDefined()
  await utimes(old.file, aYearAgo, aYearAgo)
  await getImageArchive({ ...description, user: '1:1' }, cacheDir)
  await expect(stat(old.file)).rejects.toThrow('ENOENT')
})
