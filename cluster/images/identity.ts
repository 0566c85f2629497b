import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { listPackageFiles } from '#cluster/identity/package-files.ts'
import { ASSET_FILES } from '#cluster/identity/server/assets.ts'
import { textFile, type ImageDescription, type ImageFile } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const TARGET = '/opt/moorage'
const SERVER_DIR = 'cluster/identity/server'

function fromCheckout(file: string): ImageFile {
  return { type: 'file', path: path.posix.join(TARGET, file), source: { file: path.join(ROOT, file) } }
}

/**
 * The OpenID provider: its sources as they are in the checkout, which Node runs without a build step, beside the npm
 * packages that they need. A stack trace names the same files here and there.
 */
export async function describeIdentity(): Promise<ImageDescription> {
  const sources = (await readdir(path.join(ROOT, SERVER_DIR))).filter((name) => !name.includes('.test.'))
  return {
    name: IMAGE_NAMES.identity,
    entries: [
      ...(await listProgramFiles('/usr/local/bin/node', process.execPath)),
      ...sources.map((name) => fromCheckout(`${SERVER_DIR}/${name}`)),
      ...['lib/errors.ts', ...Object.values(ASSET_FILES)].map(fromCheckout),
      ...(await listPackageFiles({ packages: ['oidc-provider', 'zod'], root: ROOT, target: TARGET })),
      textFile(`${TARGET}/package.json`, JSON.stringify({ type: 'module', imports: { '#*': './*' } })),
      textFile('/etc/nsswitch.conf', 'hosts: files dns\n'),
    ],
    user: NONROOT_USER,
    entrypoint: ['/usr/local/bin/node', `${TARGET}/${SERVER_DIR}/main.ts`],
    env: { NODE_ENV: 'production' },
    workingDir: TARGET,
  }
}
