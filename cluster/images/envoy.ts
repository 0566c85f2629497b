import path from 'node:path'
import type { ImageDescription } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

export async function describeEnvoy(binDir: string): Promise<ImageDescription> {
  return {
    name: IMAGE_NAMES.envoy,
    entries: await listProgramFiles('/usr/local/bin/envoy', path.join(binDir, 'envoy')),
    user: NONROOT_USER,
    entrypoint: ['/usr/local/bin/envoy'],
  }
}
