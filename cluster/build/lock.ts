import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getProcessStart } from '#cluster/processes.ts'

const POLL_MS = 250

/** Runs `work` while holding the lock file, so that two commands never build or start the same thing at once. Waits for a living holder. */
export async function withLock<T>(
  file: string,
  { onWait, work }: { onWait: (holderPid: number) => void; work: () => Promise<T> },
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true })
  let waiting = false
  while (!(await tryLock(file))) {
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    if (!Number.isInteger(holder) || holder <= 0 || getProcessStart(holder) === null) {
      // Its holder was killed; whoever creates the file next has the lock.
      await rm(file, { force: true })
      continue
    }
    if (!waiting) onWait(holder)
    waiting = true
    await sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function tryLock(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
