import { readdir, readlink } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { symlink, textFile, type ImageDescription, type ImageEntry } from './image-description.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

const CHECKOUT_DIR = path.resolve(import.meta.dirname, '../..')
const STANDALONE_DIR = path.join(CHECKOUT_DIR, '.next/standalone')
const TARGET = '/app'

/** What a list or a page needs for a moment only is taken back soon; else it stays with the process for good. */
export const PORTAL_NODE_OPTIONS = '--max-semi-space-size=24'

async function listTree(dir: string, target: string): Promise<ImageEntry[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const found = await Promise.all(
    entries.map(async (entry): Promise<ImageEntry[]> => {
      const file = path.join(entry.parentPath, entry.name)
      const place = path.posix.join(target, path.relative(dir, file))
      if (entry.isSymbolicLink()) return [symlink(place, await readlink(file))]
      // Next.js copies a developer's settings beside the server.
      return entry.isFile() && !entry.name.startsWith('.env') ? [{ type: 'file', path: place, source: { file } }] : []
    }),
  )
  return found.flat()
}

/** The portal as `npm run build` left it; throws NOT_FOUND when it was not built. */
export async function describePortal(): Promise<ImageDescription> {
  const server = await listTree(STANDALONE_DIR, TARGET).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', 'The portal is not built yet: run npm run build.', { cause })
  })
  const shown = await listTree(path.join(CHECKOUT_DIR, 'public'), `${TARGET}/public`).catch((): ImageEntry[] => [])
  return {
    name: IMAGE_NAMES.portal,
    entries: [
      ...(await listProgramFiles('/usr/local/bin/node', process.execPath)),
      ...server,
      ...shown,
      textFile('/etc/nsswitch.conf', 'hosts: files dns\n'),
    ],
    user: NONROOT_USER,
    entrypoint: ['/usr/local/bin/node', `${TARGET}/server.js`],
    env: {
      NODE_ENV: 'production',
      NODE_OPTIONS: PORTAL_NODE_OPTIONS,
      NEXT_TELEMETRY_DISABLED: '1',
      HOSTNAME: '0.0.0.0',
      PORT: '3000',
    },
    workingDir: TARGET,
  }
}
