import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { FileRequests } from '../testing/file-requests.ts'
import { shareServer } from '../testing/shared-server.ts'
import { mountSmallExt4 } from '../testing/small-ext4.ts'
import { mountSmallDisk } from '../testing/small-disk.ts'
import { serve } from '../testing/volume.ts'

const shared = shareServer()
const { at, give } = shared
let files: FileRequests

beforeEach(() => {
  files = shared.files
})

interface TrashAnswer {
  items: { id: string; from: string; kind: string; sizeBytes: number | null; deletedAt: string }[]
  total: number
}

const listTrash = async (of = files) => (await of.ask('GET', fileRoutes.trash())).json as unknown as TrashAnswer
const remove = (paths: string[], isForGood = false) => files.outcome(fileRoutes.delete(), { paths, isForGood })

test('what is deleted can be found, and put back with the folders it lay in', async () => {
  const deep = Array.from({ length: 8 }, (_, level) => `${level}${'x'.repeat(200)}`)
  await mkdir(at(...deep), { recursive: true })
  await writeFile(at(...deep, 'f'), 'deep')
  await writeFile(at('g'), 'top')
  give()
  const path = [...deep, 'f'].join('/')
  expect(await remove([path, 'g', 'none'])).toEqual([
    [path, null],
    ['g', null],
    ['none', 'NOT_FOUND'],
  ])
  expect(await remove([deep[0] ?? ''])).toEqual([[deep[0], null]])
  expect(await files.names()).toEqual([])
  const { items, total } = await listTrash()
  expect(total).toBe(3)
  expect(items.map(({ from, kind, sizeBytes }) => [from, kind, sizeBytes])).toEqual(
    expect.arrayContaining([
      [path, 'file', 4],
      ['g', 'file', 3],
      [deep[0], 'folder', null],
    ]),
  )
  expect(Math.abs(Date.parse(items[0]?.deletedAt ?? '') - Date.now())).toBeLessThan(60_000)
  const id = items.find(({ from }) => from === path)?.id
  expect(await files.outcome(fileRoutes.restore(), { ids: [id] })).toEqual([[path, path]])
  expect(await readFile(at(...deep, 'f'), 'utf8')).toBe('deep')
  expect(await files.outcome(fileRoutes.restore(), { ids: [id, '../g', 'x'] })).toEqual([
    [id, 'NOT_FOUND'],
    ['../g', 'NOT_FOUND'],
    ['x', 'NOT_FOUND'],
  ])
})

test('restoring follows the rule for a name that is taken', async () => {
  await writeFile(at('a'), 'one')
  give()
  await remove(['a'])
  await writeFile(at('a'), 'two')
  give()
  const ids = (await listTrash()).items.map(({ id }) => id)
  expect(await files.outcome(fileRoutes.restore(), { ids })).toEqual([['a', 'NAME_TAKEN']])
  expect(await files.outcome(fileRoutes.restore(), { ids, clash: 'keep-both' })).toEqual([['a', 'a%20%282%29']])
  expect(await readFile(at('a (2)'), 'utf8')).toBe('one')
  expect((await listTrash()).items).toEqual([])
})

test('the same name twice is two things in the trash', async () => {
  for (const content of ['1', '22']) {
    await writeFile(at('a'), content)
    give()
    await remove(['a'])
  }
  expect((await listTrash()).items.map(({ sizeBytes }) => sizeBytes)).toEqual(expect.arrayContaining([1, 2]))
})

test('emptying takes some or all, folders whole, and what strangers left there', async () => {
  await mkdir(at('d', 'e'), { recursive: true })
  await writeFile(at('d', 'e', 'f'), '12345')
  await writeFile(at('a'), '1')
  give()
  await remove(['d', 'a'])
  await writeFile(at('.trash', 'stray'), '')
  const one = (await listTrash()).items.find(({ from }) => from === 'a')
  expect(await files.outcome(fileRoutes.emptyTrash(), { ids: [one?.id] })).toEqual([['a', null]])
  const lines = await files.lines('POST', fileRoutes.emptyTrash(), { json: {} })
  expect(lines.at(-1)).toEqual({ type: 'done', doneItems: 1, failedItems: 0, doneBytes: 5 })
  expect(await readdir(at('.trash'))).toEqual([])
})

test('a folder that its owner has write-protected can be deleted, restored and emptied', async () => {
  await mkdir(at('d', 'e'), { recursive: true })
  await writeFile(at('d', 'e', 'f'), 'x')
  await chmod(at('d', 'e'), 0o555)
  await chmod(at('d'), 0o555)
  give()
  expect(await remove(['d'])).toEqual([['d', null]])
  const ids = (await listTrash()).items.map(({ id }) => id)
  expect(await files.outcome(fileRoutes.restore(), { ids })).toEqual([['d', 'd']])
  expect((await stat(at('d'))).mode & 0o777).toBe(0o555)
  await remove(['d'])
  const lines = await files.lines('POST', fileRoutes.emptyTrash(), { json: {} })
  expect(lines.at(-1)).toMatchObject({ failedItems: 0 })
  expect(await readdir(at('.trash'))).toEqual([])
})

test('deleting for good leaves nothing', async () => {
  await mkdir(at('d', 'e'), { recursive: true })
  await writeFile(at('d', 'e', 'f'), 'x')
  give()
  expect(await remove(['d'], true)).toEqual([['d', null]])
  expect(await listTrash()).toEqual({ items: [], total: 0 })
})

describe.runIf(process.getuid?.() === 0)('on a disk without a free byte', () => {
  let small: FileRequests
  let root = ''

  beforeEach(async () => {
    root = await mountSmallDisk(4)
    small = new FileRequests(await serve({ root }))
    await mkdir(`${root}/a/b`, { recursive: true })
    await writeFile(`${root}/a/b/c`, 'c')
    await writeFile(`${root}/old`, 'old')
    await fill(`${root}/big`)
  })

  test('everything that makes room works, and what needs room says so and leaves all as it was', async () => {
    expect((await small.ask('GET', fileRoutes.usage())).json).toMatchObject({ freeBytes: 0 })
    const text = Buffer.alloc(5000, 'x')
    const put = (path: string) =>
      small.ask('PUT', fileRoutes.content(), { query: { path }, headers: { 'if-match': '*' }, body: text })
    expect(await put('old')).toMatchObject({ status: 507, code: 'DISK_FULL' })
    expect(await readFile(`${root}/old`, 'utf8')).toBe('old')
    const copied = {
      items: [
        { from: 'big', to: 'copy' },
        { from: 'a', to: 'old' },
      ],
      clash: 'replace',
    }
    expect(await small.outcome(fileRoutes.copy(), copied)).toContainEqual(['big', 'DISK_FULL'])
    expect(await readFile(`${root}/old`, 'utf8')).toBe('old')
    expect(await readdir(`${root}/.moorage/drafts`)).toEqual([])

    expect(await small.outcome(fileRoutes.move(), { items: [{ from: 'a/b', to: 'moved' }] })).toEqual([
      ['a/b', 'moved'],
    ])
    expect(await small.outcome(fileRoutes.delete(), { paths: ['moved'] })).toEqual([['moved', null]])
    const [folder] = (await listTrash(small)).items
    expect(await small.outcome(fileRoutes.restore(), { ids: [folder?.id] })).toEqual([['moved', 'moved']])
    const lines = await small.lines<{ path: string; sizeBytes: number }>('GET', fileRoutes.sizes())
    expect(lines.find(({ path }) => path === 'big')?.sizeBytes).toBeGreaterThan(3 * 1024 * 1024)
    expect(await small.outcome(fileRoutes.delete(), { paths: ['big'] })).toEqual([['big', null]])
    expect((await small.ask('GET', fileRoutes.usage())).json).toMatchObject({ freeBytes: 0 })
    const emptied = await small.lines('POST', fileRoutes.emptyTrash(), { json: {} })
    expect(emptied.at(-1)).toMatchObject({ type: 'done', failedItems: 0 })
    expect(await put('old')).toMatchObject({ status: 200 })
  }, 30_000)

  test('on ext4, whose folders take blocks for names, hundreds of things still go to the trash', async () => {
    const folder = await mountSmallExt4(16)
    const names = Array.from({ length: 400 }, (_, number) => `a-name-of-some-length-${number}`)
    for (const name of names) await writeFile(`${folder}/${name}`, name)
    const full = new FileRequests(await serve({ root: folder }))
    await fill(`${folder}/big`)
    expect((await full.ask('GET', fileRoutes.usage())).json).toMatchObject({ freeBytes: 0 })
    expect(await full.ask('POST', fileRoutes.mkdir(), { json: { path: 'new' } })).toMatchObject({ code: 'DISK_FULL' })
    const outcome = await full.outcome(fileRoutes.delete(), { paths: [...names, 'big'] })
    expect(outcome.filter(([, to]) => to !== null)).toEqual([])
    expect((await listTrash(full)).total).toBe(401)
    const emptied = await full.lines('POST', fileRoutes.emptyTrash(), { json: {} })
    expect(emptied.at(-1)).toMatchObject({ type: 'done', doneItems: 401, failedItems: 0 })
    expect(await full.ask('POST', fileRoutes.mkdir(), { json: { path: 'new' } })).toMatchObject({ status: 201 })
  }, 30_000)
})

async function fill(file: string): Promise<void> {
  for (let size = 1024 * 1024; size >= 512; size /= 2) {
    for (;;) {
      try {
        await writeFile(file, Buffer.alloc(size, 1), { flag: 'a' })
      } catch {
        break
      }
    }
  }
}
