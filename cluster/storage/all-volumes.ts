import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '#cluster/exec.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { AppError } from '#lib/errors.ts'
import { listLoopDevices, listMounts } from './mount-table.ts'
import type { LoopDevice, Mount } from './mount-table.ts'
import { getVolumeFiles, listFinishedVolumeNames, openVolumesDir } from './volume-files.ts'
import { mountVolume } from './volume.ts'

type VolumesLayout = Pick<ClusterLayout, 'volumesDir'>

const ATTEMPTS = 30
const ATTEMPTS_BEFORE_LAZY = 15
const PAUSE_MS = 100

/**
 * Mounts every finished volume that is not mounted, before kubelet starts. One that cannot be mounted does not keep the
 * others back; throws UNAVAILABLE at the end, with a sentence about the first of them.
 */
export async function mountAllVolumes(layout: VolumesLayout): Promise<void> {
  const volumesDir = await openVolumesDir(layout.volumesDir)
  const problems: AppError[] = []
  for (const name of await listFinishedVolumeNames(volumesDir)) {
    await mountVolume(getVolumeFiles(volumesDir, name)).catch((error: unknown) => {
      problems.push(toMountProblem(name, error))
    })
  }
  const [first, ...more] = problems
  if (!first) return
  if (more.length === 0) throw first
  throw new AppError('UNAVAILABLE', `${problems.length} volumes cannot be mounted. The first: ${first.userMessage}`, {
    cause: new AggregateError(problems),
  })
}

function toMountProblem(name: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError('UNAVAILABLE', `The volume ${name} cannot be read; look at the disk it lies on.`, {
    cause: error,
  })
}

/**
 * Unmounts every volume wherever it is mounted, also what pods left behind, and detaches its loop device. To be called
 * when no pod runs; throws UNAVAILABLE when something still holds a volume.
 */
export async function unmountAllVolumes(layout: VolumesLayout): Promise<void> {
  const volumesDir = await openVolumesDir(layout.volumesDir)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { mounts } = await listTraces(volumesDir)
    const flags = attempt > ATTEMPTS_BEFORE_LAZY ? ['--lazy'] : []
    // The last one first: it may lie inside or on top of an earlier one. What fails is seen in the next look.
    for (const mount of mounts.toReversed()) await run('umount', [...flags, mount.mountPoint]).catch(() => {})
    for (const loop of await listLoops(volumesDir)) await run('losetup', ['--detach', loop.path]).catch(() => {})
    if (await isClear(volumesDir)) return
    // Processes that were ended a moment ago may not be gone yet.
    await sleep(PAUSE_MS)
  }
  const { mounts, loops } = await listTraces(volumesDir)
  throw new AppError(
    'UNAVAILABLE',
    `A process still uses ${loops[0]?.path ?? mounts[0]?.mountPoint}, a volume in ${volumesDir}. Find it with fuser -vm, end it, and run down again.`,
    { details: { mounts, loops } },
  )
}

async function isClear(volumesDir: string): Promise<boolean> {
  const { mounts, loops } = await listTraces(volumesDir)
  return mounts.length === 0 && loops.length === 0
}

async function listTraces(volumesDir: string): Promise<{ mounts: Mount[]; loops: LoopDevice[] }> {
  const [allMounts, loops] = await Promise.all([listMounts(), listLoops(volumesDir)])
  const devices = new Set(loops.map((loop) => loop.device))
  const mounts = allMounts.filter((mount) => devices.has(mount.device) || isInside(mount.mountPoint, volumesDir))
  return { mounts, loops }
}

async function listLoops(volumesDir: string): Promise<LoopDevice[]> {
  return (await listLoopDevices()).filter((loop) => isInside(loop.backingFile, volumesDir))
}

function isInside(file: string, dir: string): boolean {
  return file.startsWith(`${dir}/`)
}
