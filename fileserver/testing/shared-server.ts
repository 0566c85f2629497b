import { execFileSync } from 'node:child_process'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { FileRequests } from './file-requests.ts'
import { startServerProcess, type ServerOptions, type ServerProcess } from './server-process.ts'

/** An ordinary user; nobody of this machine needs to have the number. */
const UID = 54_321

export interface SharedServer {
  readonly root: string
  readonly files: FileRequests
  at: (...names: string[]) => string
  /** Makes what the test has put there the server's own. */
  give: () => void
}

/** One file server for all tests of a file, with the rights of an ordinary user where root runs them; its volume is emptied after each. */
export function shareServer(options: Partial<ServerOptions> = {}): SharedServer {
  let root = ''
  let server: ServerProcess | null = null
  let files: FileRequests | null = null
  const hasRoot = process.getuid?.() === 0
  // They talk to a process, on machines that have other things to do.
  vi.setConfig({ testTimeout: 30_000 })

  beforeAll(async () => {
    root = options.root ?? (await mkdtemp(path.join(tmpdir(), 'moorage-volume-')))
    if (hasRoot) await chown(root, UID, UID)
    server = await startServerProcess({ root, ...(hasRoot ? { uid: UID } : {}), ...options })
    files = new FileRequests(server)
  }, 30_000)
  afterEach(() => {
    // By find, because some of the names are no text.
    execFileSync('find', [
      root,
      '-mindepth',
      '1',
      '-not',
      '-path',
      `${root}/.moorage*`,
      '-not',
      '-path',
      `${root}/.trash`,
      '-delete',
    ])
  })
  afterAll(async () => {
    await server?.stop()
    if (options.root === undefined && root !== '') await rm(root, { recursive: true, force: true })
  })

  return {
    get root() {
      return root
    },
    get files() {
      if (!files) throw new Error('The server runs only during a test.')
      return files
    },
    at: (...names) => path.join(root, ...names),
    give: () => {
      if (hasRoot) execFileSync('chown', ['-hR', `${UID}:${UID}`, root])
    },
  }
}
