import path from 'node:path'
import type { ImageDescription } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

export async function describeMetricsServer(binDir: string): Promise<ImageDescription> {
  return {
    name: IMAGE_NAMES.metricsServer,
    entries: await listProgramFiles('/usr/local/bin/metrics-server', path.join(binDir, 'metrics-server')),
    user: NONROOT_USER,
    entrypoint: ['/usr/local/bin/metrics-server'],
  }
}
