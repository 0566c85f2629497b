import { execFileSync } from 'node:child_process'
import { rm, truncate, writeFile } from 'node:fs/promises'
import { createVolume, onTestEnd } from './volume.ts'

/** The file system that most disks have, small and during one test. Only root may mount one. */
export async function mountSmallExt4(sizeMiB: number): Promise<string> {
  const folder = await createVolume()
  const image = `${folder}.img`
  await writeFile(image, '')
  await truncate(image, sizeMiB * 1024 * 1024)
  onTestEnd(() => rm(image))
  execFileSync('mkfs.ext4', ['-q', '-F', '-b', '4096', '-m', '0', image])
  execFileSync('mount', ['-o', 'loop', image, folder])
  onTestEnd(async () => {
    execFileSync('umount', ['--lazy', folder])
  })
  return folder
}
