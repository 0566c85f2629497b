import { appendFile, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeFile, isIntact, readManifest, writeManifest } from './cache.ts'

let dir: string
let file: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-cache-'))
  file = path.join(dir, 'kubelet')
  await writeFile(file, 'a program')
})

afterEach(() => rm(dir, { recursive: true, force: true }))

test('a file is intact as it was built, and after it was only touched', async () => {
  const known = await describeFile(file, 12)
  expect(await isIntact(file, known)).toBe(true)
  await utimes(file, 1, 1)
  expect(await isIntact(file, known)).toBe(true)
})

test.each([
  ['cut short', () => truncate(file, 3)],
  ['longer', () => appendFile(file, 'x')],
  ['other bytes of the same length', () => writeFile(file, 'b program').then(() => utimes(file, 1, 1))],
  ['gone', () => rm(file)],
])('a file that is %s is built again', async (_, damage) => {
  const known = await describeFile(file, 12)
  await damage()
  expect(await isIntact(file, known)).toBe(false)
})

test('a file that nobody recorded is built again', async () => {
  expect(await isIntact(file, undefined)).toBe(false)
})

test('a record that cannot be read counts as none', async () => {
  await writeManifest(dir, { kubelet: await describeFile(file, 12) })
  expect(Object.keys(await readManifest(dir))).toEqual(['kubelet'])
  await writeFile(path.join(dir, 'manifest.json'), '{"kubelet":')
  expect(await readManifest(dir)).toEqual({})
})
