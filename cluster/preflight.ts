import { accessSync, constants, existsSync } from 'node:fs'
import { mkdir, readFile, statfs, writeFile, rm } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import type { ClusterLayout } from './layout.ts'

/** The programs of the host that the cluster calls, and the Debian package of each. */
const HOST_PROGRAMS: Record<string, string> = {
  ip: 'iproute2',
  nft: 'nftables',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  losetup: 'util-linux',
  mount: 'mount',
  'mkfs.xfs': 'xfsprogs',
  xfs_growfs: 'xfsprogs',
  curl: 'curl',
}

/** The longest path of a socket that the kubelet makes below its root directory, and what the kernel allows. */
const LONGEST_SOCKET = '/kubelet/device-plugins/kubelet.sock'.length
const SOCKET_PATH_LIMIT = 107
const MIN_FREE_BYTES = 2 * 1024 ** 3
const MIN_FREE_GB = 2

/** What is asked of the machine before anything is made on it. */
interface Machine {
  platform: string
  userId: number | undefined
  /** As in PATH. */
  searchPath: string
}

const getMachine = (): Machine => ({
  platform: process.platform,
  userId: process.getuid?.(),
  searchPath: process.env['PATH'] ?? '',
})

/** Checks that this machine can run a cluster at all. Throws UNAVAILABLE with one sentence and its cure. */
export async function requireMachine(layout: ClusterLayout, machine = getMachine()): Promise<void> {
  if (machine.platform !== 'linux') {
    fail('A local cluster needs Linux: use a Linux machine or a virtual one, or a cluster that exists.')
  }
  if (machine.userId !== 0) {
    fail('A local cluster needs root, for namespaces, mounts and cgroups: run the same command with sudo.')
  }
  const missing = Object.keys(HOST_PROGRAMS).filter((program) => !findProgram(program, machine.searchPath))
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((program) => HOST_PROGRAMS[program]))].join(' ')
    fail(`These programs are missing: ${missing.join(', ')}. Install them: apt-get install -y ${packages}`)
  }
  if (layout.dir.length + LONGEST_SOCKET > SOCKET_PATH_LIMIT) {
    const excess = layout.dir.length + LONGEST_SOCKET - SOCKET_PATH_LIMIT
    fail(`The path of this checkout is ${excess} characters too long for unix sockets: move it to a shorter path.`)
  }
  const filesystems = await readFile('/proc/filesystems', 'utf8')
  for (const name of ['overlay', 'xfs']) {
    // A module may still have to be loaded; the mount does that, where modules exist.
    if (!new RegExp(`\\t${name}$`, 'm').test(filesystems) && !existsSync('/lib/modules')) {
      fail(
        `This kernel has no ${name} file system: a local cluster needs it for ${name === 'xfs' ? 'volumes' : 'images'}.`,
      )
    }
  }
  await requireSpace(layout)
}

async function requireSpace(layout: ClusterLayout): Promise<void> {
  try {
    await mkdir(layout.dir, { recursive: true })
    const probe = path.join(layout.dir, '.write-probe')
    await writeFile(probe, 'x')
    await rm(probe)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOSPC') {
      throw new AppError('UNAVAILABLE', `The disk of ${layout.dir} is full: free ${MIN_FREE_GB} GB.`, { cause: error })
    }
    throw new AppError('UNAVAILABLE', `${layout.dir} cannot be written: make it writable.`, { cause: error })
  }
  const { bavail, bsize } = await statfs(layout.dir)
  if (bavail * bsize < MIN_FREE_BYTES) {
    fail(`The disk of ${layout.dir} is nearly full: a local cluster needs ${MIN_FREE_GB} GB free there.`)
  }
}

/** Throws UNAVAILABLE when somebody else listens where the ingress is to be reached. */
export async function requireFreePort(layout: ClusterLayout): Promise<void> {
  const isFree = await new Promise<boolean>((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(layout.ingressPort, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  if (!isFree) {
    fail(
      `Port ${layout.ingressPort} is taken by another program: stop it, or choose another name with --name, which gives another port.`,
    )
  }
}

function findProgram(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(':')
    .map((dir) => path.join(dir, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

function fail(sentence: string): never {
  throw new AppError('UNAVAILABLE', sentence)
}
