import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import { withLock } from '#cluster/build/lock.ts'
import { removeRemains } from '#cluster/cleanup.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import type { Progress } from '#cluster/progress.ts'
import { isSupervisorAlive, readRecord } from '#cluster/record.ts'

const STOP_TIMEOUT_MS = 8000

/** Stops the cluster and leaves nothing of it on the machine but its files; with `isDelete` those go too. */
export async function stopCluster(
  layout: ClusterLayout,
  { isDelete, progress }: { isDelete: boolean; progress: Progress },
): Promise<void> {
  await requireOwnCluster(layout)
  const step = progress.start(`Stopping the cluster ${layout.name}`)
  await withLock(path.join(layout.dir, 'lock'), {
    onWait: (pid) => progress.note(`Waiting for another command (process ${pid}) on this cluster.`),
    work: async () => {
      await stopSupervisor(layout)
      await removeRemains(layout)
    },
  })
  step.finish()
  if (isDelete) {
    await rm(layout.dir, { recursive: true, force: true })
    progress.note(`Deleted ${layout.dir}: its objects, volumes and logs are gone.`)
  }
}

async function stopSupervisor(layout: ClusterLayout): Promise<void> {
  const record = await readRecord(layout)
  if (!record || !isSupervisorAlive(record)) return
  process.kill(record.pid, 'SIGTERM')
  const deadline = Date.now() + STOP_TIMEOUT_MS
  // One that does not end in time is ended with the other remains.
  while (isSupervisorAlive(record) && Date.now() < deadline) await sleep(50)
}

/** Throws CONFLICT when the cluster of this name runs from another checkout. */
export async function requireOwnCluster(layout: ClusterLayout): Promise<void> {
  const record = await readRecord(layout)
  if (!record || record.dir === layout.dir || !isSupervisorAlive(record)) return
  const checkout = path.dirname(path.dirname(record.dir))
  throw new AppError(
    'CONFLICT',
    `A cluster called ${layout.name} runs from ${checkout}: stop it there (npm run cluster -- down --name ${layout.name}), or choose another name with --name.`,
  )
}
