import { access } from 'node:fs/promises'
import { AppError } from '#lib/errors.ts'
import { run } from '#cluster/exec.ts'
import { symlink, type ImageEntry } from './image-description.ts'
import { listProgramFiles } from './shared-libraries.ts'

const CANDIDATES = ['/usr/bin/busybox', '/bin/busybox']

async function findBusybox(): Promise<string> {
  for (const candidate of CANDIDATES) {
    const isThere = await access(candidate).then(
      () => true,
      () => false,
    )
    if (isThere) return candidate
  }
  throw new AppError('UNAVAILABLE', 'Busybox is missing. Install it: apt-get install busybox-static.')
}

/** Busybox in /bin with a link for each of its programs, or for `only` these. */
export async function listBusyboxEntries(only?: readonly string[]): Promise<ImageEntry[]> {
  const busybox = await findBusybox()
  const { stdout } = await run(busybox, ['--list'])
  const programs = stdout.split('\n').filter((name) => name !== '' && name !== 'busybox')
  return [
    ...(await listProgramFiles('/bin/busybox', busybox)),
    ...programs.filter((name) => only?.includes(name) ?? true).map((name) => symlink(`/bin/${name}`, 'busybox')),
  ]
}
