import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Every process of a cluster carries this variable with the cluster's run directory; containerd hands it on to its shims. */
export const MARKER = 'MOORAGE_CLUSTER'

/** When the process started, in clock ticks since boot: with the pid it names one process for ever. Null when there is none. */
export function getProcessStart(pid: number): string | null {
  try {
    // The command name may hold spaces and brackets; the fields that count come after its last bracket.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    // A zombie has ended; whoever started it has only not looked yet.
    return state === 'Z' ? null : (fields[18] ?? null)
  } catch {
    return null
  }
}

/** Processes with the cluster's marker in their environment, found without any record, so that a `kill -9` of everything leaves none behind. */
export async function listMarkedProcesses(runDir: string): Promise<number[]> {
  const needle = `${MARKER}=${runDir}\0`
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
      return environment.includes(needle) ? pid : null
    }),
  )
  return found.filter((pid) => pid !== null && pid !== process.pid && pid !== process.ppid) as number[]
}

/** Mount points of the cgroup hierarchies: one with cgroup v2, one for each controller with v1. */
export async function listCgroupRoots(): Promise<string[]> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8')
  return mounts
    .split('\n')
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(' ')[4] ?? '')
    .filter(Boolean)
}

/** Processes in the cluster's cgroups: the containers', which carry no marker. */
export async function listCgroupProcesses(cgroup: string): Promise<number[]> {
  const pids = new Set<number>()
  for (const root of await listCgroupRoots()) {
    const base = path.join(root, cgroup)
    const entries = await readdir(base, { recursive: true, withFileTypes: true }).catch(() => [])
    const files = [base, ...entries.filter((entry) => entry.isDirectory()).map((e) => path.join(e.parentPath, e.name))]
    for (const dir of files) {
      const text = await readFile(path.join(dir, 'cgroup.procs'), 'utf8').catch(() => '')
      for (const line of text.split('\n')) if (line) pids.add(Number(line))
    }
  }
  return [...pids]
}

function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // It ended by itself.
    }
  }
}

/** Ends the processes that `list` names: first politely, for at most `graceMs`, then by SIGKILL until none is left. */
export async function endProcesses(list: () => Promise<number[]>, graceMs: number): Promise<void> {
  const politeUntil = Date.now() + graceMs
  let pids = await list()
  if (graceMs > 0) signalAll(pids, 'SIGTERM')
  while (pids.length > 0 && Date.now() < politeUntil) {
    await sleep(50)
    pids = await list()
  }
  for (let attempt = 0; pids.length > 0 && attempt < 100; attempt++) {
    signalAll(pids, 'SIGKILL')
    await sleep(20)
    pids = await list()
  }
}
