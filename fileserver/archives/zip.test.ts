import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { beforeEach, expect, test } from 'vitest'
import type { ServerProcess } from '../testing/server-process.ts'
import { createVolume, serve } from '../testing/volume.ts'
import { readZip } from '../testing/read-zip.ts'
import { requestZip } from '../testing/zip-requests.ts'
import { BlockWriter } from './block-writer.ts'
import { ZipWriter } from './zip-writer.ts'

const MIB = 1024 * 1024

let root = ''
let outside = ''
let server: ServerProcess

beforeEach(async () => {
  root = await createVolume()
  outside = await createVolume()
  server = await serve({ root, mode: 'ro' })
})

const at = (...names: string[]) => path.join(root, ...names)

async function saveZip(paths: string[]): Promise<string> {
  const answer = await requestZip(server, paths)
  if (answer.status !== 200 || !answer.body) throw new Error(`${answer.status} ${await answer.text()}`)
  const file = path.join(outside, 'saved.zip')
  await pipeline(Readable.from(answer.body as unknown as AsyncIterable<Uint8Array>), createWriteStream(file))
  return file
}

test('a selection unpacks to what was chosen, in one order, with times and modes', async () => {
  await mkdir(at('folder', '空'), { recursive: true })
  await mkdir(at('folder', 'b'))
  const bytes = {
    'z.txt': Buffer.from('z'),
    'folder/a.bin': randomBytes(3 * MIB),
    'folder/b/樹 ü.txt': randomBytes(70_000),
  }
  for (const [name, content] of Object.entries(bytes)) await writeFile(at(name), content)
  await writeFile(at('folder', 'empty'), '')
  await chmod(at('z.txt'), 0o755)
  await utimes(at('z.txt'), new Date(), new Date('2020-02-03T04:05:06Z'))
  const file = await saveZip(['z.txt', 'folder'])
  const entries = readZip(file)
  expect(entries.map(({ name }) => name)).toEqual([
    'z.txt',
    'folder/',
    'folder/a.bin',
    'folder/b/',
    'folder/b/樹 ü.txt',
    'folder/empty',
    'folder/空/',
  ])
  expect(entries[0]).toMatchObject({ size: 1, mode: '0o100755', time: [2020, 2, 3, 4, 5, 6] })
  expect(entries.every(({ flags }) => (flags & 0x800) !== 0)).toBe(true)
  execFileSync('unzip', ['-q', file, '-d', path.join(outside, 'unpacked')], {
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  for (const [name, content] of Object.entries(bytes)) {
    expect(await readFile(path.join(outside, 'unpacked', name))).toEqual(content)
  }
  expect((await stat(path.join(outside, 'unpacked', 'z.txt'))).mtime).toEqual(new Date('2020-02-03T04:05:06Z'))
  expect(await readFile(await saveZip(['z.txt', 'folder']))).toEqual(await readFile(file))
})

test('links and what is no file are left out and said', async () => {
  await writeFile(path.join(outside, 'secret'), 'secret')
  await mkdir(at('folder'))
  await writeFile(at('folder', 'file'), 'file')
  await symlink(path.join(outside, 'secret'), at('folder', 'link'))
  await symlink(outside, at('way'))
  execFileSync('mkfifo', [at('folder', 'pipe')])
  const file = await saveZip(['folder', 'way', 'nothing'])
  expect(readZip(file).map(({ name }) => name)).toEqual(['folder/', 'folder/file', 'not-included.txt'])
  const note = execFileSync('unzip', ['-p', file, 'not-included.txt'], { encoding: 'utf8' })
  expect(note.trimEnd().split('\n')).toEqual([
    'NOT_FOLLOWED\tfolder/link',
    'NOT_FOLLOWED\tfolder/pipe',
    'NOT_FOLLOWED\tway',
    'NOT_FOUND\tnothing',
  ])
})

test('things of different folders with one name are both there, a folder and what is in it only once', async () => {
  for (const name of ['a', 'b']) {
    await mkdir(at(name))
    await writeFile(at(name, 'same.txt'), name)
  }
  const names = readZip(await saveZip(['a/same.txt', 'b/same.txt', 'b'])).map(({ name }) => name)
  expect(names).toEqual(['same.txt', 'b/', 'b/same.txt'])
  const both = readZip(await saveZip(['a/same.txt', 'b/same.txt'])).map(({ name }) => name)
  expect(both).toEqual(['same.txt', 'same (2).txt'])
})

test('a name that is no UTF-8 keeps its bytes', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff])]), 'x')
  const answer = await requestZip(server, ['f%FF'])
  const zip = Buffer.from(await answer.arrayBuffer())
  expect(zip.includes(Buffer.from([0x66, 0xff]))).toBe(true)
})

test('more than 65 535 entries', async () => {
  const file = path.join(outside, 'many.zip')
  const out = createWriteStream(file)
  const blocks = new BlockWriter(out, new AbortController().signal)
  const zip = new ZipWriter(blocks)
  for (let index = 0; index < 66_000; index += 1) {
    const name = Buffer.from(`${index}/`)
    await zip.addFolder({ name, changedAt: new Date(), permissions: 0o755, isFolder: true })
  }
  await zip.finish()
  out.end()
  await finished(out)
  expect(readZip(file)).toHaveLength(66_000)
  expect(execFileSync('unzip', ['-tqq', file], { encoding: 'utf8' })).toBe('')
}, 60_000)

test('a link is good for exactly the paths it was made for, and a form of another site brings none', async () => {
  await writeFile(at('a'), 'a')
  await writeFile(at('b'), 'b')
  const token = await server.link({ use: 'zip', selection: '0'.repeat(64) })
  expect((await requestZip(server, ['a'], token)).status).toBe(401)
  expect((await requestZip(server, ['a'], await server.token())).status).toBe(401)
  expect((await requestZip(server, ['a'], await server.link({ use: 'download', path: 'a' }))).status).toBe(401)
  expect((await requestZip(server, ['../a'])).status).toBe(400)
  expect((await requestZip(server, [])).status).toBe(400)
  expect(await readdir(outside)).toEqual([])
})
