import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { ClusterLayout } from './layout.ts'
import { getProcessStart } from './processes.ts'

const partRecord = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'starting', 'ready', 'stopped']),
  pid: z.number().nullable(),
  /** ISO time of the last change of state. */
  since: z.string(),
  restarts: z.number(),
  /** Why it ended the last time, as in "was killed by SIGKILL"; null if it never did. */
  lastExit: z.string().nullable(),
})

const supervisorRecord = z.object({
  /** The checkout whose cluster this is: the run directory is shared by all checkouts. */
  dir: z.string(),
  key: z.string(),
  /** When `up` prepared the node: no container is older. ISO. */
  startedAt: z.string(),
  pid: z.number(),
  processStart: z.string(),
  parts: z.array(partRecord),
})

export type PartRecord = z.infer<typeof partRecord>
/** What the supervisor tells the commands about itself and its parts. */
export type SupervisorRecord = z.infer<typeof supervisorRecord>

const getFile = (layout: Pick<ClusterLayout, 'runDir'>) => path.join(layout.runDir, 'supervisor.json')

export async function writeRecord(layout: ClusterLayout, record: SupervisorRecord): Promise<void> {
  await mkdir(layout.runDir, { recursive: true })
  const file = getFile(layout)
  await writeFile(`${file}.new`, JSON.stringify(record))
  await rename(`${file}.new`, file)
}

export async function deleteRecord(layout: ClusterLayout): Promise<void> {
  await rm(getFile(layout), { force: true })
}

/** The last record, whether or not its supervisor lives; null without one. */
export async function readRecord(layout: Pick<ClusterLayout, 'runDir'>): Promise<SupervisorRecord | null> {
  try {
    return supervisorRecord.parse(JSON.parse(await readFile(getFile(layout), 'utf8')))
  } catch {
    return null
  }
}

/** A pid alone may belong to somebody else by now. */
export function isSupervisorAlive(record: Pick<SupervisorRecord, 'pid' | 'processStart'>): boolean {
  return getProcessStart(record.pid) === record.processStart
}
