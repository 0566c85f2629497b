import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, vi } from 'vitest'
import { startServerProcess, type ServerOptions, type ServerProcess } from './server-process.ts'

// Each test starts a process or two, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).toReversed()) await cleanUp()
})

/** A folder that is a volume during one test. */
export async function createVolume(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'moorage-volume-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A file server during one test. */
export async function serve(options: ServerOptions): Promise<ServerProcess> {
  const server = await startServerProcess(options)
  cleanups.push(() => server.stop())
  return server
}

export function onTestEnd(cleanUp: () => Promise<unknown>): void {
  cleanups.push(cleanUp)
}
