import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const CLOCK_TICKS_PER_SECOND = 100
const SAMPLE_MS = 50

/** CPU time so far of a process and of the processes it started, those that have ended included. */
export function readCpuSeconds(pid: number): number {
  const own = readStat(pid)
    .slice(11, 15)
    .reduce((total, ticks) => total + Number(ticks), 0)
  return own / CLOCK_TICKS_PER_SECOND + listChildren(pid).reduce((total, child) => total + readCpuSeconds(child), 0)
}

export function readResidentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const own = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  return listChildren(pid).reduce((total, child) => total + readResidentBytes(child), own)
}

/** The most that was resident at any moment of the work. */
export async function watchResidentBytes(pid: number, work: () => Promise<unknown>): Promise<number> {
  let most = 0
  let isDone = false
  const watching = (async () => {
    while (!isDone) {
      most = Math.max(most, readResidentBytes(pid))
      await sleep(SAMPLE_MS)
    }
  })()
  try {
    await work()
  } finally {
    isDone = true
    await watching
  }
  return most
}

function readStat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function listChildren(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
    return children.split(' ').filter(Boolean).map(Number)
  })
}
