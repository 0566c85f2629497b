import path from 'node:path'
import type { ImageDescription } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

export async function describeCoreDns(binDir: string): Promise<ImageDescription> {
  return {
    name: IMAGE_NAMES.coredns,
    entries: await listProgramFiles('/usr/local/bin/coredns', path.join(binDir, 'coredns')),
    user: NONROOT_USER,
    entrypoint: ['/usr/local/bin/coredns'],
  }
}
