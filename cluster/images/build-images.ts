import { describeContour } from './contour.ts'
import { describeCoreDns } from './coredns.ts'
import { describeEnvoy } from './envoy.ts'
import { describeIdentity } from './identity.ts'
import { getImageArchive, type ImageArchive } from './image-archive.ts'
import type { ImageDescription } from './image-description.ts'
import { describeMetricsServer } from './metrics-server.ts'
import { describePause } from './pause.ts'
import { describeFileServer, describeGateway } from './program-image.ts'
import { describeToolbox } from './toolbox.ts'

/** In the order in which a starting cluster needs them. */
async function describeImages(binDir: string): Promise<ImageDescription[]> {
  return Promise.all([
    describePause(),
    describeCoreDns(binDir),
    describeContour(binDir),
    describeEnvoy(binDir),
    describeMetricsServer(binDir),
    describeToolbox(),
    describeIdentity(),
    describeFileServer(),
    describeGateway(),
  ])
}

/** Archives of all images of the local cluster. */
export async function buildImages(options: { binDir: string; cacheDir: string }): Promise<ImageArchive[]> {
  const archives: ImageArchive[] = []
  for (const description of await describeImages(options.binDir)) {
    archives.push(await getImageArchive(description, options.cacheDir))
  }
  return archives
}
