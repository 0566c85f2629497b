import { bundleProgram, type Program } from './bundle.ts'
import { textFile, type ImageDescription } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

const FILE = '/opt/moorage/main.mjs'

/** One of Moorage's programs that are no Next.js: Node, the program as one file, and nothing else. */
async function describeProgram(program: Program, image: { name: string; user: string }): Promise<ImageDescription> {
  return {
    ...image,
    entries: [
      ...(await listProgramFiles('/usr/local/bin/node', process.execPath)),
      textFile(FILE, await bundleProgram(program)),
      textFile('/etc/nsswitch.conf', 'hosts: files dns\n'),
    ],
    entrypoint: ['/usr/local/bin/node', FILE],
    env: { NODE_ENV: 'production' },
    workingDir: '/',
  }
}

/** Runs as the user that owns the files of spaces. */
export function describeFileServer(): Promise<ImageDescription> {
  return describeProgram('fileserver', { name: IMAGE_NAMES.fileServer, user: '1000:1000' })
}

export function describeGateway(): Promise<ImageDescription> {
  return describeProgram('gateway', { name: IMAGE_NAMES.gateway, user: NONROOT_USER })
}
