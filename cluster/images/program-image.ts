import { bundleProgram, type Program } from './bundle.ts'
import { textFile, type ImageDescription } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

const DIR = '/opt/moorage'

/**
 * Keeps a file server small, of which a cluster runs many. Its own pods may set no variables, so its image does; another
 * Dockerfile has to say the same (deploy/programs.Dockerfile). A young generation of 1 MiB collects what a request leaves
 * behind, instead of letting it pile up to 16; the old one of 256 is half of the pod's limit; one arena of malloc for all
 * threads leaves fewer gaps.
 */
export const FILE_SERVER_ENV = {
  NODE_OPTIONS: '--max-semi-space-size=1 --max-old-space-size=256',
  MALLOC_ARENA_MAX: '1',
}

/** One of Moorage's programs that are no Next.js: Node, the program in one file or two, and nothing else. */
async function describeProgram(
  program: Program,
  { env = {}, ...image }: { name: string; user: string; env?: Record<string, string> },
): Promise<ImageDescription> {
  return {
    ...image,
    entries: [
      ...(await listProgramFiles('/usr/local/bin/node', process.execPath)),
      ...Object.entries(await bundleProgram(program)).map(([name, code]) => textFile(`${DIR}/${name}`, code)),
      textFile('/etc/nsswitch.conf', 'hosts: files dns\n'),
    ],
    entrypoint: ['/usr/local/bin/node', `${DIR}/main.mjs`],
    env: { NODE_ENV: 'production', ...env },
    workingDir: '/',
  }
}

/** Runs as the user that owns the files of spaces. */
export function describeFileServer(): Promise<ImageDescription> {
  return describeProgram('fileserver', { name: IMAGE_NAMES.fileServer, user: '1000:1000', env: FILE_SERVER_ENV })
}

export function describeGateway(): Promise<ImageDescription> {
  return describeProgram('gateway', { name: IMAGE_NAMES.gateway, user: NONROOT_USER })
}
