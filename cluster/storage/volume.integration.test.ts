import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { access, mkdir, mkdtemp, open, readFile, realpath, rm, stat, statfs, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '#cluster/exec.ts'
import { mountAllVolumes, unmountAllVolumes } from './all-volumes.ts'
import { listLoopDevices, listMounts } from './mount-table.ts'
import { getVolumeFiles, toVolumeName } from './volume-files.ts'
import type { VolumeFiles } from './volume-files.ts'
import { createVolume, growVolume, mountVolume, removeEmptyVolume, removeVolume } from './volume.ts'

const MIB = 1024 * 1024
const SMALL = 300 * MIB

let root: string
let volumesDir: string

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'moorage volumes ')))
  volumesDir = path.join(root, 'volumes')
  await mountAllVolumes({ volumesDir })
})

afterEach(async () => {
  await unmountAllVolumes({ volumesDir: root })
  assert.deepEqual(await listTraces(), { mounts: [], loops: [] })
  await rm(root, { recursive: true })
})

function buildFiles(): VolumeFiles {
  return getVolumeFiles(volumesDir, toVolumeName(randomUUID()))
}

async function listTraces() {
  const mounts = (await listMounts()).filter((mount) => mount.mountPoint.startsWith(root))
  const loops = (await listLoopDevices()).filter((loop) => loop.backingFile.startsWith(root))
  return { mounts, loops }
}

/** Writes until the file system is full; resolves with how many bytes found room. */
async function fill(file: string): Promise<number> {
  const block = Buffer.alloc(MIB, 'x')
  const handle = await open(file, 'a')
  let writtenBytes = 0
  try {
    for (;;) writtenBytes += (await handle.write(block)).bytesWritten
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    return writtenBytes
  } finally {
    await handle.close()
  }
}

test('a volume is full when it is full, grows while a file is open, and keeps its contents', async () => {
  const files = buildFiles()
  expect(await createVolume(files, SMALL)).toBe(SMALL)
  const note = path.join(files.dataDir, 'note')
  await writeFile(note, 'kept')
  const filling = path.join(files.dataDir, 'filling')
  const isOpen = await open(filling, 'a')
  try {
    const firstBytes = await fill(filling)
    expect(firstBytes).toBeGreaterThan(200 * MIB)
    expect(firstBytes).toBeLessThan(SMALL)
    await expect(isOpen.write(Buffer.alloc(MIB))).rejects.toMatchObject({ code: 'ENOSPC' })

    expect(await growVolume(files, 2 * SMALL)).toBe(2 * SMALL)
    expect((await isOpen.write(Buffer.alloc(MIB))).bytesWritten).toBe(MIB)
    expect(await fill(filling)).toBeGreaterThan(250 * MIB)
  } finally {
    await isOpen.close()
  }
  expect(await growVolume(files, SMALL)).toBe(2 * SMALL)

  const digest = async () => (await run('sha256sum', [filling, note])).stdout
  const before = await digest()
  await unmountAllVolumes({ volumesDir })
  await expect(access(files.dataDir)).rejects.toMatchObject({ code: 'ENOENT' })
  await mountAllVolumes({ volumesDir })
  expect(await digest()).toBe(before)
  expect(await readFile(note, 'utf8')).toBe('kept')

  await removeVolume(files)
  await expect(access(files.image)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await listTraces()).toEqual({ mounts: [], loops: [] })
})

test('the space of deleted files can be used again', async () => {
  const files = buildFiles()
  await createVolume(files, SMALL)
  const filling = path.join(files.dataDir, 'filling')
  const firstBytes = await fill(filling)
  await rm(filling)
  // XFS frees in the background; statfs waits for it.
  await statfs(files.dataDir)
  expect(await fill(filling)).toBeGreaterThan(firstBytes / 2)
})

test('repeating a step changes nothing, and a half-made volume is made anew', async () => {
  const files = buildFiles()
  await writeFile(files.unfinishedImage, 'half a file system')
  await createVolume(files, SMALL)
  await writeFile(path.join(files.dataDir, 'note'), 'kept')
  await createVolume(files, SMALL)
  await mountAllVolumes({ volumesDir })
  expect(await mountVolume(files)).toMatch(/^\/dev\/loop\d+$/)
  const { mounts, loops } = await listTraces()
  expect(mounts).toHaveLength(1)
  expect(loops).toHaveLength(1)
  expect(await readFile(path.join(files.dataDir, 'note'), 'utf8')).toBe('kept')
  await removeVolume(files)
  await removeVolume(files)
})

test('several volumes made at the same time get a loop device each', async () => {
  const all = Array.from({ length: 6 }, buildFiles)
  await Promise.all(all.map((files) => createVolume(files, SMALL)))
  const { mounts, loops } = await listTraces()
  expect(new Set(mounts.map((mount) => mount.device)).size).toBe(6)
  expect(new Set(loops.map((loop) => loop.backingFile)).size).toBe(6)
})

test('a volume that a pod has mounted is not removed', async () => {
  const files = buildFiles()
  await createVolume(files, SMALL)
  const podDir = path.join(root, 'pod')
  await mkdir(podDir)
  await run('mount', ['--bind', files.dataDir, podDir])
  await expect(removeVolume(files)).rejects.toMatchObject({ code: 'NOT_READY' })
  await expect(removeEmptyVolume(files)).rejects.toMatchObject({ code: 'NOT_READY' })
  await writeFile(path.join(podDir, 'note'), 'still works')
  await run('umount', [podDir])
  await removeVolume(files)
  expect(await listTraces()).toEqual({ mounts: [], loops: [] })
})

test('only an empty volume is discarded', async () => {
  const files = buildFiles()
  await createVolume(files, SMALL)
  await writeFile(path.join(files.dataDir, 'note'), 'kept')
  expect(await removeEmptyVolume(files)).toBe(false)
  await rm(path.join(files.dataDir, 'note'))
  expect(await removeEmptyVolume(files)).toBe(true)
  await expect(stat(files.mountPoint)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('going down takes along open files, mounts of pods, and images that were deleted', async () => {
  const [busy, deleted] = [buildFiles(), buildFiles()]
  await createVolume(busy, SMALL)
  await createVolume(deleted, SMALL)
  const podDir = path.join(root, 'pod')
  await mkdir(podDir)
  await run('mount', ['--bind', busy.dataDir, podDir])
  await rm(deleted.image)
  const handle = await open(path.join(podDir, 'open'), 'w')
  const down = unmountAllVolumes({ volumesDir })
  await expect.poll(async () => (await listTraces()).mounts, { timeout: 30_000 }).toEqual([])
  await handle.close()
  await down
  expect(await listTraces()).toEqual({ mounts: [], loops: [] })
})

test('a volume made after its image was deleted from under the mount is a new one', async () => {
  const files = buildFiles()
  await createVolume(files, SMALL)
  await writeFile(path.join(files.dataDir, 'note'), 'old')
  await rm(files.image)
  await createVolume(files, SMALL)
  await expect(access(path.join(files.dataDir, 'note'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('one damaged volume is named, and the others are mounted', async () => {
  const [damaged, sound] = [buildFiles(), buildFiles()]
  await createVolume(sound, SMALL)
  await unmountAllVolumes({ volumesDir })
  await writeFile(damaged.image, Buffer.alloc(MIB))
  await expect(mountAllVolumes({ volumesDir })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    userMessage: expect.stringContaining(`xfs_repair ${damaged.image}`),
  })
  await access(sound.dataDir)
})
