import { execFileSync } from 'node:child_process'
import { createVolume, onTestEnd } from './volume.ts'

/** A volume of its own that is soon full: a file system in memory, during one test. Only root may mount one. */
export async function mountSmallDisk(sizeMiB: number): Promise<string> {
  const folder = await createVolume()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'moorage-test', folder])
  onTestEnd(async () => {
    execFileSync('umount', ['--lazy', folder])
  })
  return folder
}
