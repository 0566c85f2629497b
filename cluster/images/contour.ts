import path from 'node:path'
import type { ImageDescription } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

export async function describeContour(binDir: string): Promise<ImageDescription> {
  return {
    name: IMAGE_NAMES.contour,
    entries: await listProgramFiles('/usr/local/bin/contour', path.join(binDir, 'contour')),
    user: NONROOT_USER,
    entrypoint: ['/usr/local/bin/contour'],
  }
}
