import { access, mkdir, open, rename, rm, rmdir, stat, statfs, truncate } from 'node:fs/promises'
import { run } from '#cluster/exec.ts'
import { AppError } from '#lib/errors.ts'
import { listLoopDevices, listMounts } from './mount-table.ts'
import type { LoopDevice, Mount } from './mount-table.ts'
import type { VolumeFiles } from './volume-files.ts'

const MIB = 1024 * 1024

// mkfs.xfs makes nothing smaller: https://man7.org/linux/man-pages/man8/mkfs.xfs.8.html
const MIN_IMAGE_BYTES = 300 * MIB

// A sparse file takes its space only when it is written. On a full disk the kernel reports that to XFS as a broken
// device, after the program's write was accepted: nothing new is promised shortly before.
const MIN_HOST_FREE_BYTES = 1024 * MIB

// No reverse map and no shared extents: an empty volume of 10 GiB then has 60 MB less in use.
const FORMAT_OPTIONS = ['-q', '-K', '-m', 'reflink=0,rmapbt=0']

// discard gives the space of deleted files back to the host's disk, within half a minute. nosuid and nodev, because the
// files can also be reached from the host, with programs in them that a pod's root made.
const MOUNT_OPTIONS = 'loop,discard,noatime,nosuid,nodev'

const ENGLISH = { ...process.env, LC_ALL: 'C' }

/** How large the image for a request is: whole MiB, and what XFS needs at least. */
export function getImageSizeBytes(requestedBytes: bigint): number {
  const mib = BigInt(MIB)
  const wholeMiB = Number((requestedBytes + mib - 1n) / mib)
  return Math.max(wholeMiB * MIB, MIN_IMAGE_BYTES)
}

export async function hasVolumeFiles(files: VolumeFiles): Promise<boolean> {
  return (await exists(files.image)) || (await exists(files.unfinishedImage)) || (await exists(files.mountPoint))
}

/** Makes and mounts the volume, or finishes what was begun; resolves with the size that it really has. */
export async function createVolume(files: VolumeFiles, sizeBytes: number): Promise<number> {
  if (!(await exists(files.image))) {
    await requireHostSpace(files)
    // Opened with "w", which empties what a crash may have left.
    const image = await open(files.unfinishedImage, 'w', 0o600)
    await image.close()
    await extendImage(files.unfinishedImage, sizeBytes)
    await run('mkfs.xfs', [...FORMAT_OPTIONS, files.unfinishedImage])
    await rename(files.unfinishedImage, files.image)
  }
  await mountVolume(files)
  return (await stat(files.image)).size
}

/** Mounts a finished image where it is not mounted already; resolves with its loop device, as in /dev/loop3. */
export async function mountVolume(files: VolumeFiles): Promise<string> {
  let loop = await findMountedLoop(files)
  if (!loop) {
    await unmountLeftovers(files)
    await mkdir(files.mountPoint, { recursive: true })
    // mount(8) attaches the loop device itself: it repeats when another one was faster, uses one again that the image
    // already has, and marks it so that the kernel detaches it with the last unmount, whatever happens to us.
    await run('mount', ['-t', 'xfs', '-o', MOUNT_OPTIONS, files.image, files.mountPoint], { env: ENGLISH }).catch(
      (error: unknown) => {
        throw toMountError(files, error)
      },
    )
    loop = await findMountedLoop(files)
    if (!loop) throw new AppError('INTERNAL', `The volume ${files.name} was mounted, but its loop device is not known.`)
    await enableDirectIo(loop)
  }
  await mkdir(files.dataDir, { recursive: true })
  return loop.path
}

/** Makes the volume larger while it is in use, never smaller; resolves with the size that it then has. */
export async function growVolume(files: VolumeFiles, sizeBytes: number): Promise<number> {
  await requireHostSpace(files)
  const loopPath = await mountVolume(files)
  if ((await stat(files.image)).size < sizeBytes) await extendImage(files.image, sizeBytes)
  // Repeated after a crash in between, each of the two finds nothing left to do.
  await run('losetup', ['--set-capacity', loopPath])
  await run('xfs_growfs', ['-d', files.mountPoint])
  return (await stat(files.image)).size
}

/** Unmounts the volume and deletes its data; throws NOT_READY while a pod still has it mounted. */
export async function removeVolume(files: VolumeFiles): Promise<void> {
  await requireUnused(files)
  for (const mount of await listOwnMounts(files)) await run('umount', [mount.mountPoint])
  for (const loop of await findLoops(files)) await run('losetup', ['--detach', loop.path])
  await rm(files.unfinishedImage, { force: true })
  await rm(files.image, { force: true })
  await rmdir(files.mountPoint).catch(ignoreMissing)
}

/** Removes the volume if nothing was ever left in it; false when it holds files and stays. */
export async function removeEmptyVolume(files: VolumeFiles): Promise<boolean> {
  if (await exists(files.image)) {
    await requireUnused(files)
    await mountVolume(files)
    // The kernel's own answer: rmdir takes nothing that holds a file.
    const isEmpty = await rmdir(files.dataDir).then(
      () => true,
      () => false,
    )
    if (!isEmpty) return false
  }
  await removeVolume(files)
  return true
}

async function requireUnused(files: VolumeFiles): Promise<void> {
  const [mounts, loops] = await Promise.all([listMounts(), findLoops(files)])
  const devices = new Set(loops.map((loop) => loop.device))
  const podMount = mounts.find((mount) => devices.has(mount.device) && mount.mountPoint !== files.mountPoint)
  if (!podMount) return
  throw new AppError('NOT_READY', 'The volume is removed as soon as no pod uses it any more.', {
    details: { mountPoint: podMount.mountPoint },
  })
}

async function listOwnMounts(files: VolumeFiles): Promise<Mount[]> {
  return (await listMounts()).filter((mount) => mount.mountPoint === files.mountPoint)
}

async function findLoops(files: VolumeFiles): Promise<LoopDevice[]> {
  return (await listLoopDevices()).filter((loop) => loop.backingFile === files.image)
}

async function findMountedLoop(files: VolumeFiles): Promise<LoopDevice | undefined> {
  const [mounts, loops] = await Promise.all([listOwnMounts(files), findLoops(files)])
  const visible = mounts.at(-1)
  return loops.find((loop) => loop.device === visible?.device && !loop.isBackingFileDeleted)
}

/** Clears away a mount whose image is another one by now. */
async function unmountLeftovers(files: VolumeFiles): Promise<void> {
  for (const mount of await listOwnMounts(files)) await run('umount', ['--lazy', mount.mountPoint])
}

// Without it each page is kept in memory twice, and writing 1 GiB took 5.2 s instead of 1.4 s. The host's file system
// may not offer it (tmpfs): then it works the slower way.
async function enableDirectIo(loop: LoopDevice): Promise<void> {
  await run('losetup', ['--direct-io=on', loop.path]).catch(() => {})
}

async function extendImage(image: string, sizeBytes: number): Promise<void> {
  try {
    await truncate(image, sizeBytes)
  } catch (cause) {
    throw new AppError('INVALID_INPUT', 'The disk under the cluster cannot hold a volume of this size.', { cause })
  }
}

async function requireHostSpace(files: VolumeFiles): Promise<void> {
  const { bavail, bsize } = await statfs(files.volumesDir)
  if (bavail * bsize >= MIN_HOST_FREE_BYTES) return
  throw new AppError(
    'UNAVAILABLE',
    `The disk under the cluster has less than 1 GiB left in ${files.volumesDir}. Free some space, and it goes on by itself.`,
  )
}

function toMountError(files: VolumeFiles, error: unknown): AppError {
  const stderr = error instanceof AppError && typeof error.details.stderr === 'string' ? error.details.stderr : ''
  return new AppError('UNAVAILABLE', `The volume ${files.name} cannot be mounted. ${getCure(files, stderr)}`, {
    cause: error,
    details: { stderr },
  })
}

function getCure(files: VolumeFiles, stderr: string): string {
  if (/unknown filesystem type/.test(stderr)) return 'The kernel does not know XFS: run modprobe xfs.'
  if (/loop device/.test(stderr)) return 'The kernel gives out no loop device: run modprobe loop.'
  if (/permission denied|must be superuser/i.test(stderr)) return 'Only root may mount: run the cluster as root.'
  return `Its file system may be damaged: run xfs_repair ${files.image}, then start the cluster again.`
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
