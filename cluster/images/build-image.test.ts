import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '#cluster/exec.ts'
import { buildImage } from './build-image.ts'
import { directory, symlink, textFile, type ImageDescription, type ImageEntry } from './image-description.ts'

let dir: string
let program: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-image-test-'))
  program = path.join(dir, 'program')
  // Larger than any buffer on the way, and not a multiple of a tar block.
  await writeFile(program, Buffer.alloc(3_000_001, 'moorage'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

function describeImage(entries?: ImageEntry[]): ImageDescription {
  return {
    name: 'moorage.dev/example:1',
    entries: entries ?? [
      { type: 'file', path: '/usr/local/bin/program', source: { file: program }, mode: 0o755 },
      textFile('/etc/passwd', 'root:x:0:0::/root:/bin/sh\n'),
      directory('/tmp', { mode: 0o1777 }),
      directory('/home/moorage', { mode: 0o750, owner: 1000 }),
      textFile('/home/moorage/note', 'mine\n', { mode: 0o600, owner: 1000 }),
      symlink('/bin', 'usr/local/bin'),
    ],
    user: '1000:1000',
    entrypoint: ['/usr/local/bin/program'],
    command: ['--verbose'],
    env: { HOME: '/home/moorage' },
    workingDir: '/home/moorage',
  }
}

async function readBlob(unpacked: string, digest: string): Promise<Buffer> {
  return readFile(path.join(unpacked, 'blobs', digest.replace(':', '/')))
}

/** Takes the archive apart with the system's tar, following the digests as a container runtime does. */
async function unpack(archive: string) {
  const unpacked = await mkdtemp(path.join(dir, 'unpacked-'))
  await run('tar', ['-xf', archive, '-C', unpacked])
  const index = JSON.parse(await readFile(path.join(unpacked, 'index.json'), 'utf8'))
  const manifest = JSON.parse((await readBlob(unpacked, index.manifests[0].digest)).toString())
  const config = JSON.parse((await readBlob(unpacked, manifest.config.digest)).toString())
  const layerFile = path.join(unpacked, 'blobs', manifest.layers[0].digest.replace(':', '/'))
  const root = path.join(unpacked, 'root')
  await mkdir(root)
  await run('tar', ['-xpf', layerFile, '-C', root, '--no-same-owner'])
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  const { stdout } = await run('tar', ['-tvf', layerFile, '--numeric-owner', '--full-time'], { env })
  return { index, manifest, config, root, listing: stdout.trim().split('\n'), layerFile }
}

test('the same description gives the same archive', async () => {
  const first = await buildImage(describeImage(), path.join(dir, 'first.tar'))
  const second = await buildImage(describeImage(), path.join(dir, 'second.tar'))
  expect(second).toEqual(first)
  const [one, two] = await Promise.all([readFile(path.join(dir, 'first.tar')), readFile(path.join(dir, 'second.tar'))])
  expect(one.equals(two)).toBe(true)
})

test('neither the order of the entries nor the time of a file changes the digest, its content does', async () => {
  const archive = path.join(dir, 'image.tar')
  const { digest } = await buildImage(describeImage(), archive)
  const reversed = describeImage(describeImage().entries.toReversed())
  expect((await buildImage(reversed, archive)).digest).toBe(digest)
  await writeFile(program, Buffer.alloc(3_000_001, 'moorage'))
  expect((await buildImage(describeImage(), archive)).digest).toBe(digest)
  await writeFile(program, Buffer.alloc(3_000_001, 'other'))
  expect((await buildImage(describeImage(), archive)).digest).not.toBe(digest)
})

test('files, modes, owners and links are as described', async () => {
  await buildImage(describeImage(), path.join(dir, 'image.tar'))
  const { root, listing } = await unpack(path.join(dir, 'image.tar'))
  expect(listing.map((line) => line.replace(/\s+/g, ' '))).toEqual([
    'lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 bin -> usr/local/bin',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00:00 etc',
    '-rw-r--r-- 0/0 26 1970-01-01 00:00:00 etc/passwd',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00:00 home',
    'drwxr-x--- 1000/1000 0 1970-01-01 00:00:00 home/moorage',
    '-rw------- 1000/1000 5 1970-01-01 00:00:00 home/moorage/note',
    'drwxrwxrwt 0/0 0 1970-01-01 00:00:00 tmp',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00:00 usr',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00:00 usr/local',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00:00 usr/local/bin',
    '-rwxr-xr-x 0/0 3000001 1970-01-01 00:00:00 usr/local/bin/program',
  ])
  expect((await readFile(path.join(root, 'bin/program'))).equals(await readFile(program))).toBe(true)
  expect(await readFile(path.join(root, 'home/moorage/note'), 'utf8')).toBe('mine\n')
  expect(await readlink(path.join(root, 'bin'))).toBe('usr/local/bin')
  expect((await stat(path.join(root, 'usr/local/bin/program'))).mode & 0o777).toBe(0o755)
})

test('the digests name what lies in the archive, and the configuration says how the image starts', async () => {
  const { digest } = await buildImage(describeImage(), path.join(dir, 'image.tar'))
  const { index, manifest, config, layerFile } = await unpack(path.join(dir, 'image.tar'))
  const layer = await readFile(layerFile)
  const layerDigest = `sha256:${createHash('sha256').update(layer).digest('hex')}`
  expect(index.manifests[0]).toMatchObject({
    digest,
    annotations: { 'io.containerd.image.name': 'moorage.dev/example:1' },
  })
  expect(manifest.layers).toMatchObject([{ digest: layerDigest, size: layer.length }])
  expect(config.rootfs.diff_ids).toEqual([layerDigest])
  expect(config.config).toEqual({
    User: '1000:1000',
    Env: ['HOME=/home/moorage'],
    Entrypoint: ['/usr/local/bin/program'],
    Cmd: ['--verbose'],
    WorkingDir: '/home/moorage',
  })
})

test('a failed build leaves no file behind', async () => {
  const target = path.join(dir, 'images')
  await mkdir(target)
  const missing: ImageEntry = { type: 'file', path: '/program', source: { file: path.join(dir, 'missing') } }
  await expect(buildImage(describeImage([missing]), path.join(target, 'image.tar'))).rejects.toThrow('ENOENT')
  expect(await readdir(target)).toEqual([])
})

test('two different entries for one path are refused, equal ones are one', async () => {
  const note = textFile('/note', 'a')
  const archive = path.join(dir, 'image.tar')
  await expect(buildImage(describeImage([note, textFile('/note', 'b')]), archive)).rejects.toThrow('/note')
  const once = await buildImage(describeImage([note]), archive)
  expect(await buildImage(describeImage([note, note]), archive)).toEqual(once)
})
