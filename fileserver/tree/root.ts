import { constants, open } from 'node:fs'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

/** The opened top of the volume, from which every path is walked. */
export interface Root {
  fd: number
  device: bigint
}

const openDescriptor = promisify(open)

/** The one place where a path is text: what the settings name, before anybody asks for anything. */
export async function openRoot(folder: string): Promise<Root> {
  const fd = await openDescriptor(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  const { dev } = await stat(`/proc/self/fd/${fd}`, { bigint: true })
  return { fd, device: dev }
}
