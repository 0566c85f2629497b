import { mkdir, readdir, realpath } from 'node:fs/promises'
import path from 'node:path'

/** Where one volume lies on the host's disk. */
export interface VolumeFiles {
  name: string
  volumesDir: string
  /** A finished XFS file system; as large as the volume, but taking only the space that is used. */
  image: string
  /** What is being made, or was left by a crash; never mounted. */
  unfinishedImage: string
  mountPoint: string
  /**
   * What pods get. It exists in the file system only, never on the host's disk: when the mount is missing, kubelet
   * finds no directory and starts no pod, so nothing can be written beside the volume.
   */
  dataDir: string
}

const VOLUME_NAME = /^pvc-[0-9a-f-]{36}$/
const IMAGE = '.img'
const UNFINISHED_IMAGE = '.img.new'

/** The same claim always has the same volume name, so that repeating a step never makes a second volume. */
export function toVolumeName(claimUid: string): string {
  return `pvc-${claimUid}`
}

export function isVolumeName(name: string): boolean {
  return VOLUME_NAME.test(name)
}

/** `volumesDir` as the kernel knows it, made if it was missing: mount tables hold no symbolic links. */
export async function openVolumesDir(volumesDir: string): Promise<string> {
  await mkdir(volumesDir, { recursive: true, mode: 0o700 })
  return realpath(volumesDir)
}

export function getVolumeFiles(volumesDir: string, name: string): VolumeFiles {
  const mountPoint = path.join(volumesDir, name)
  return {
    name,
    volumesDir,
    image: mountPoint + IMAGE,
    unfinishedImage: mountPoint + UNFINISHED_IMAGE,
    mountPoint,
    dataDir: path.join(mountPoint, 'data'),
  }
}

/** Names of the volumes that have a file on disk, finished or not. */
export async function listVolumeNames(volumesDir: string): Promise<string[]> {
  return pickNames(await readdir(volumesDir), [IMAGE, UNFINISHED_IMAGE])
}

export async function listFinishedVolumeNames(volumesDir: string): Promise<string[]> {
  return pickNames(await readdir(volumesDir), [IMAGE])
}

function pickNames(entries: string[], suffixes: string[]): string[] {
  const names = suffixes.flatMap((suffix) =>
    entries.filter((entry) => entry.endsWith(suffix)).map((entry) => entry.slice(0, -suffix.length)),
  )
  return [...new Set(names)].filter(isVolumeName).toSorted()
}
