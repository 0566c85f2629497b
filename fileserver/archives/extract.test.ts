import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, readlink, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { mountSmallDisk } from '../testing/small-disk.ts'
import type { ServerProcess } from '../testing/server-process.ts'
import { createVolume, serve } from '../testing/volume.ts'
import { requestExtract } from '../testing/zip-requests.ts'

const MIB = 1024 * 1024

let root = ''
let server: ServerProcess

beforeEach(async () => {
  root = await createVolume()
  server = await serve({ root })
})

const at = (...names: string[]) => path.join(root, ...names)
const listVisible = async (folder = root) => (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()
const listDrafts = () => readdir(at('.moorage', 'drafts'))

/** Runs Python with `archive` as the address of the file to make. */
function makeByPython(name: string, program: string): void {
  execFileSync('python3', ['-c', `import io, sys, tarfile, zipfile\narchive = sys.argv[1]\n${program}`, at(name)])
}

async function packSample(): Promise<Buffer> {
  const content = randomBytes(2 * MIB)
  const source = await createVolume()
  await mkdir(path.join(source, 'folder', '空'), { recursive: true })
  await writeFile(path.join(source, 'folder', '樹.bin'), content)
  await writeFile(path.join(source, 'folder', 'run.sh'), 'echo', { mode: 0o755 })
  execFileSync('tar', ['-C', source, '-czf', at('sample.tar.gz'), 'folder'])
  execFileSync('tar', ['-C', source, '-cf', at('sample.tar'), 'folder'])
  execFileSync('python3', ['-m', 'zipfile', '-c', at('sample.zip'), 'folder'], { cwd: source })
  return content
}

test.each(['sample.zip', 'sample.tar', 'sample.tar.gz'])('%s is unpacked as it was packed', async (name) => {
  const content = await packSample()
  const { lines } = await requestExtract(server, { path: name, to: 'new/place' })
  expect(await readFile(at('new', 'place', 'folder', '樹.bin'))).toEqual(content)
  expect(await listVisible(at('new', 'place', 'folder', '空'))).toEqual([])
  expect((await stat(at('new', 'place', 'folder', 'run.sh'))).mode & 0o111).not.toBe(0)
  expect(lines.at(-1)).toMatchObject({ type: 'done', doneItems: 1, failedItems: 0, doneBytes: 2 * MIB + 4 })
  expect(lines).toContainEqual({ type: 'item', from: 'folder', to: 'new/place/folder', trashId: null })
  expect(await listDrafts()).toEqual([])
})

describe('where something is in the way', () => {
  beforeEach(async () => {
    await packSample()
    await mkdir(at('folder'))
    await writeFile(at('folder', 'run.sh'), 'old')
    await writeFile(at('folder', 'mine'), 'mine')
  })

  test('fail names it and changes nothing', async () => {
    const { lines } = await requestExtract(server, { path: 'sample.zip', to: '' })
    expect(lines).toContainEqual({
      type: 'failed',
      from: 'folder/run.sh',
      code: 'NAME_TAKEN',
      clashesWith: 'folder/run.sh',
    })
    expect(await listVisible(at('folder'))).toEqual(['mine', 'run.sh'])
    expect(await readFile(at('folder', 'run.sh'), 'utf8')).toBe('old')
  })

  test.each([
    ['skip', 'old', []],
    ['replace', 'echo', []],
    ['keep-both', 'old', ['run (2).sh']],
  ])('%s fills the folder that is there', async (clash, expected, more) => {
    const { lines } = await requestExtract(server, { path: 'sample.tar.gz', to: '', clash })
    expect(lines.at(-1)).toMatchObject({ type: 'done', failedItems: 0 })
    expect(await readFile(at('folder', 'run.sh'), 'utf8')).toBe(expected)
    expect(await listVisible(at('folder'))).toEqual(['mine', ...more, 'run.sh', '樹.bin', '空'].toSorted())
  })
})

describe('a hostile archive', () => {
  test.each([
    ['../escaped', `zipfile.ZipFile(archive, 'w').writestr('../escaped', 'x')`],
    ['deep ..', `zipfile.ZipFile(archive, 'w').writestr('a/../../escaped', 'x')`],
    ['an absolute name', `zipfile.ZipFile(archive, 'w').writestr('/escaped', 'x')`],
    ['..\\\\', `zipfile.ZipFile(archive, 'w').writestr('..\\\\escaped', 'x')`],
    [
      'a good file first',
      `z = zipfile.ZipFile(archive, 'w'); z.writestr('good', 'x'); z.writestr('../escaped', 'x'); z.close()`,
    ],
    [
      'a tar with ..',
      `t = tarfile.open(archive, 'w:gz'); i = tarfile.TarInfo('a/../../escaped'); i.size = 1; t.addfile(i, io.BytesIO(b'x')); t.close()`,
    ],
  ])('that leads out leaves nothing (%s)', async (_, program) => {
    makeByPython('bad', program)
    const { lines } = await requestExtract(server, { path: 'bad', to: 'into' })
    expect(lines).toContainEqual({ type: 'failed', from: 'bad', code: 'UNSAFE_ARCHIVE', clashesWith: null })
    expect(await listVisible()).toEqual(['bad', 'into'])
    expect(await listVisible(at('into'))).toEqual([])
    expect(await listDrafts()).toEqual([])
    await expect(stat(path.join(root, '..', 'escaped'))).rejects.toThrow('ENOENT')
  })

  test('gets no link, no device and nothing through its own link', async () => {
    const outside = await createVolume()
    makeByPython(
      'bad.tar',
      `
t = tarfile.open(archive, 'w')
link = tarfile.TarInfo('link'); link.type = tarfile.SYMTYPE; link.linkname = ${JSON.stringify(outside)}; t.addfile(link)
through = tarfile.TarInfo('link/through'); through.size = 1; t.addfile(through, io.BytesIO(b'x'))
hard = tarfile.TarInfo('hard'); hard.type = tarfile.LNKTYPE; hard.linkname = '/etc/passwd'; t.addfile(hard)
device = tarfile.TarInfo('device'); device.type = tarfile.CHRTYPE; device.devmajor = 1; device.devminor = 3; t.addfile(device)
pipe = tarfile.TarInfo('pipe'); pipe.type = tarfile.FIFOTYPE; t.addfile(pipe)
t.close()`,
    )
    const { lines } = await requestExtract(server, { path: 'bad.tar', to: 'into' })
    const failed = lines.filter((line) => line.type === 'failed').map(({ from, code }) => `${from} ${code}`)
    expect(failed).toEqual(['link NOT_FOLLOWED', 'hard NOT_FOLLOWED', 'device NOT_FOLLOWED', 'pipe NOT_FOLLOWED'])
    expect(await readdir(outside)).toEqual([])
    expect((await stat(at('into', 'link'))).isDirectory()).toBe(true)
    expect(await listVisible(at('into'))).toEqual(['link'])
  })

  test('gets nothing through a link of the volume', async () => {
    const outside = await createVolume()
    await symlink(outside, at('way'))
    makeByPython('a.zip', `zipfile.ZipFile(archive, 'w').writestr('way/a', 'x')`)
    expect(await requestExtract(server, { path: 'a.zip', to: 'way' })).toMatchObject({
      status: 409,
      code: 'NOT_FOLLOWED',
    })
    const { lines } = await requestExtract(server, { path: 'a.zip', to: '', clash: 'replace' })
    expect(lines.at(-1)).toMatchObject({ type: 'done' })
    expect(await readdir(outside)).toEqual([])
    const trashed = execFileSync('find', [at('.trash'), '-type', 'l'], { encoding: 'utf8' }).trim()
    expect(await readlink(trashed)).toBe(outside)
  })

  test('with a symlink in a zip gets none', async () => {
    makeByPython(
      'link.zip',
      `
z = zipfile.ZipFile(archive, 'w'); i = zipfile.ZipInfo('link'); i.create_system = 3; i.external_attr = 0o120777 << 16
z.writestr(i, '/etc/passwd'); z.close()`,
    )
    const { lines } = await requestExtract(server, { path: 'link.zip', to: 'into' })
    expect(lines).toContainEqual({ type: 'failed', from: 'link', code: 'NOT_FOLLOWED', clashesWith: null })
    expect(await listVisible(at('into'))).toEqual([])
  })

  test('never reaches the hidden folders', async () => {
    makeByPython('hidden.zip', `zipfile.ZipFile(archive, 'w').writestr('.moorage/uploads/x.json', 'x')`)
    const { lines } = await requestExtract(server, { path: 'hidden.zip', to: '' })
    expect(lines).toContainEqual({
      type: 'failed',
      from: '.moorage/uploads/x.json',
      code: 'NOT_FOUND',
      clashesWith: null,
    })
    expect(await readdir(at('.moorage', 'uploads'))).toEqual([])
  })

  test('that is a bomb is refused before it fills the disk', async () => {
    const zeros = path.join(root, 'zeros')
    await writeFile(zeros, '')
    await truncate(zeros, 300 * MIB)
    execFileSync('sh', ['-c', `tar -C ${root} -c zeros | gzip -1 > ${root}/bomb.tar.gz`])
    makeByPython(
      'bomb.zip',
      `
z = zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED)
with z.open('zeros', 'w') as f:
    for _ in range(300): f.write(bytes(1 << 20))
z.close()`,
    )
    for (const bomb of ['bomb.zip', 'bomb.tar.gz']) {
      const { lines } = await requestExtract(server, { path: bomb, to: 'into' })
      expect(lines).toContainEqual({ type: 'failed', from: bomb, code: 'UNSAFE_ARCHIVE', clashesWith: null })
    }
    expect(await listVisible(at('into'))).toEqual([])
    expect(await listDrafts()).toEqual([])
  }, 60_000)
})

test('a broken archive, and what is none, change nothing', async () => {
  const content = await packSample()
  const zip = await readFile(at('sample.zip'))
  const place = zip.indexOf(content.subarray(0, 64))
  zip.writeUInt8(zip.readUInt8(place) ^ 1, place)
  await writeFile(at('flipped.zip'), zip)
  await writeFile(at('cut.tar.gz'), (await readFile(at('sample.tar.gz'))).subarray(0, MIB))
  await writeFile(at('cut.zip'), (await readFile(at('sample.zip'))).subarray(0, MIB))
  await writeFile(at('text.zip'), 'no archive')
  for (const name of ['flipped.zip', 'cut.tar.gz']) {
    const { lines } = await requestExtract(server, { path: name, to: 'into' })
    expect(lines, name).toContainEqual({ type: 'failed', from: name, code: 'UNKNOWN_ARCHIVE', clashesWith: null })
  }
  for (const name of ['cut.zip', 'text.zip']) {
    expect(await requestExtract(server, { path: name, to: 'into' }), name).toMatchObject({
      status: 415,
      code: 'UNKNOWN_ARCHIVE',
    })
  }
  expect(await requestExtract(server, { path: 'nothing', to: 'into' })).toMatchObject({ status: 404 })
  expect(await listVisible(at('into'))).toEqual([])
  expect(await listDrafts()).toEqual([])
})

test('an archive for which there is no room leaves nothing', async () => {
  const disk = await mountSmallDisk(8)
  await packSample()
  await writeFile(path.join(disk, 'sample.zip'), await readFile(at('sample.zip')))
  await writeFile(path.join(disk, 'sample.tar.gz'), await readFile(at('sample.tar.gz')))
  await writeFile(path.join(disk, 'filler'), randomBytes(3 * MIB))
  const small = await serve({ root: disk })
  for (const name of ['sample.zip', 'sample.tar.gz']) {
    const { lines } = await requestExtract(small, { path: name, to: 'into' })
    expect(lines).toContainEqual({ type: 'failed', from: name, code: 'DISK_FULL', clashesWith: null })
  }
  expect(await readdir(path.join(disk, 'into'))).toEqual([])
  expect(await readdir(path.join(disk, '.moorage', 'drafts'))).toEqual([])
})

test('a reader unpacks nothing', async () => {
  await packSample()
  const reader = await serve({ root, mode: 'ro' })
  expect(await requestExtract(reader, { path: 'sample.zip', to: '' })).toMatchObject({ status: 403, code: 'READ_ONLY' })
})
