import { readdir, readFile } from 'node:fs/promises'

export interface Mount {
  /** "major:minor" of the file system's device. */
  device: string
  mountPoint: string
}

/** A loop device that has a file behind it. */
export interface LoopDevice {
  /** As in /dev/loop3. */
  path: string
  /** "major:minor" */
  device: string
  backingFile: string
  isBackingFileDeleted: boolean
}

const MOUNT_TABLE = '/proc/self/mountinfo'
const BLOCK_DEVICES = '/sys/block'
const DELETED = ' (deleted)'

/** In the order in which they were mounted: a later one hides an earlier one at the same place. */
export function parseMountTable(text: string): Mount[] {
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([, , device, , mountPoint]) =>
      device && mountPoint ? [{ device, mountPoint: unescape(mountPoint) }] : [],
    )
}

export async function listMounts(): Promise<Mount[]> {
  return parseMountTable(await readFile(MOUNT_TABLE, 'utf8'))
}

/** Takes what /sys/block/loopN/loop/backing_file holds. */
export function parseBackingFile(text: string): Pick<LoopDevice, 'backingFile' | 'isBackingFileDeleted'> {
  const name = text.replace(/\n$/, '')
  const isBackingFileDeleted = name.endsWith(DELETED)
  return { backingFile: isBackingFileDeleted ? name.slice(0, -DELETED.length) : name, isBackingFileDeleted }
}

export async function listLoopDevices(): Promise<LoopDevice[]> {
  const names = (await readdir(BLOCK_DEVICES)).filter((name) => /^loop\d+$/.test(name))
  const devices = await Promise.all(names.map(readLoopDevice))
  return devices.filter((device) => device !== null)
}

async function readLoopDevice(name: string): Promise<LoopDevice | null> {
  try {
    const [backingFile, device] = await Promise.all([
      readFile(`${BLOCK_DEVICES}/${name}/loop/backing_file`, 'utf8'),
      readFile(`${BLOCK_DEVICES}/${name}/dev`, 'utf8'),
    ])
    return { path: `/dev/${name}`, device: device.trim(), ...parseBackingFile(backingFile) }
  } catch {
    // Free, or freed while it was read: the kernel removes these files with the attachment.
    return null
  }
}

/** The kernel writes blanks, tabs, newlines and backslashes as three octal digits. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
