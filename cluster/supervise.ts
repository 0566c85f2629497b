import { spawn, type ChildProcess } from 'node:child_process'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClusterLayout } from './layout.ts'
import type { Log } from './log.ts'
import { inNetns } from './network.ts'
import type { Part } from './parts/part.ts'
import { getProcessStart, MARKER } from './processes.ts'
import { isServing } from './readiness.ts'
import { deleteRecord, writeRecord, type PartRecord } from './record.ts'

const FIRST_RESTART_DELAY_MS = 200
const LONGEST_RESTART_DELAY_MS = 5000
/** A part that ran this long is healthy: its next restart is at once again. */
const STABLE_MS = 30_000
const READY_POLL_MS = 100
const STOP_GRACE_MS = 2500

interface Supervision {
  layout: ClusterLayout
  key: string
  startedAt: string
  parts: readonly Part[]
  log: Log
  signal: AbortSignal
}

/** Starts the parts in the order of their needs and restarts each that ends, until the signal; then stops them, last first. */
export async function superviseParts({ layout, key, startedAt, parts, log, signal }: Supervision): Promise<void> {
  const records = new Map<string, PartRecord>(
    parts.map(({ name }) => [
      name,
      { name, state: 'waiting', pid: null, since: new Date().toISOString(), restarts: 0, lastExit: null },
    ]),
  )
  let writing = Promise.resolve()
  const publish = () => {
    // One write at a time, each with the newest state.
    writing = writing
      .then(() =>
        writeRecord(layout, {
          dir: layout.dir,
          key,
          startedAt,
          pid: process.pid,
          processStart: getProcessStart(process.pid) ?? '',
          parts: [...records.values()],
        }),
      )
      .catch((error: unknown) => log(`the record could not be written: ${String(error)}`))
  }
  const update = (name: string, change: Partial<PartRecord>) => {
    const record = records.get(name)
    if (record) records.set(name, { ...record, ...change, since: new Date().toISOString() })
    publish()
  }
  publish()
  const keepers = new Map<string, PartKeeper>()
  for (const part of parts) keepers.set(part.name, keepPart({ part, layout, update, log, signal }))
  for (const part of parts) {
    const needs = part.after.map(async (name) => keepers.get(name)?.ready)
    keepers.get(part.name)?.startAfter(needs)
  }
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await stopParts(parts, keepers)
  await writing
  await deleteRecord(layout)
}

interface PartKeeper {
  ready: Promise<void>
  startAfter(needs: Promise<void>[]): void
  /** Sends SIGTERM and, when that is not heard, SIGKILL; resolves when the process is gone. */
  stop(): Promise<void>
}

/** The node's agents go first, the API server and etcd last, so that nobody writes error after error meanwhile. */
async function stopParts(parts: readonly Part[], keepers: ReadonlyMap<string, PartKeeper>): Promise<void> {
  const last = new Set(['etcd', 'kube-apiserver', 'containerd'])
  const stopAll = (names: string[]) => Promise.all(names.map(async (name) => keepers.get(name)?.stop()))
  await stopAll(parts.map(({ name }) => name).filter((name) => !last.has(name)))
  await stopAll([...last])
}

function keepPart({
  part,
  layout,
  update,
  log,
  signal,
}: {
  part: Part
  layout: ClusterLayout
  update: (name: string, change: Partial<PartRecord>) => void
  log: Log
  signal: AbortSignal
}): PartKeeper {
  const firstReady = Promise.withResolvers<void>()
  let child: ChildProcess | null = null
  let restarts = 0

  const keep = async (): Promise<void> => {
    let delayMs = FIRST_RESTART_DELAY_MS
    while (!signal.aborted) {
      const startedMs = Date.now()
      child = await startProcess(part, layout)
      const exited = waitForExit(child)
      update(part.name, { state: 'starting', pid: child.pid ?? null, restarts })
      void waitUntilReady(part, exited).then((isReady) => {
        if (!isReady) return
        update(part.name, { state: 'ready' })
        firstReady.resolve()
      })
      const reason = await exited
      if (signal.aborted) return
      restarts++
      log(`${part.name} ${reason}; starting it again`)
      update(part.name, { state: 'stopped', pid: null, lastExit: reason })
      if (Date.now() - startedMs > STABLE_MS) delayMs = FIRST_RESTART_DELAY_MS
      await sleep(delayMs, undefined, { signal }).catch(() => undefined)
      delayMs = Math.min(delayMs * 2, LONGEST_RESTART_DELAY_MS)
    }
  }

  return {
    ready: firstReady.promise,
    startAfter(needs) {
      Promise.all(needs)
        .then(keep)
        .catch((error: unknown) => log(`${part.name} is no longer kept: ${String(error)}`))
    },
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const exited = waitForExit(child)
      child.kill('SIGTERM')
      const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_GRACE_MS)
      await exited
      clearTimeout(timer)
    },
  }
}

async function startProcess(part: Part, layout: ClusterLayout): Promise<ChildProcess> {
  const output = await open(path.join(layout.logsDir, `${part.name}.log`), 'a')
  // The kernel kills the part when its supervisor dies, so that the next supervisor never finds its port taken.
  const bound = ['setpriv', '--pdeathsig', 'KILL', ...part.command]
  const [program, ...args] = part.isOnNode ? inNetns(layout, bound) : (bound as [string, ...string[]])
  const child = spawn(program, args, {
    cwd: layout.dir,
    env: { ...process.env, [MARKER]: layout.runDir },
    stdio: ['ignore', output.fd, output.fd],
  })
  // Without a listener a failed spawn would end the supervisor; the exit says the same.
  child.on('error', () => undefined)
  await output.close()
  return child
}

function waitForExit(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(`ended with exit code ${child.exitCode}`)
    else if (child.signalCode !== null) resolve(`was killed by ${child.signalCode}`)
    else {
      child.once('error', (error) => resolve(`could not be started (${error.message})`))
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`),
      )
    }
  })
}

/** Polls until the part serves, or resolves to false when it ended first. */
async function waitUntilReady(part: Part, exited: Promise<string>): Promise<boolean> {
  let hasExited = false
  void exited.then(() => {
    hasExited = true
  })
  while (!hasExited) {
    const isReady = part.readiness ? await isServing(part.readiness) : true
    // A dying predecessor may have answered.
    if (isReady && !hasExited) return true
    await sleep(READY_POLL_MS)
  }
  return false
}
