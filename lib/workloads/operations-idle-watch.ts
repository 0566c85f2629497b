import { randomUUID } from 'node:crypto'
import { getEnv } from '#lib/env.ts'
import { createLeadership } from '#lib/kube/leadership.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { log } from '#lib/log.ts'
import { stopUnused } from './operations-idle.ts'

/** As often as there are new measurements; several fit into the time after which they count as missing. */
const EVERY_MS = 30_000
const LEASE_SECONDS = 90

const shared = globalThis as typeof globalThis & { moorageIdleIsWatched?: boolean }

/** Stops services that nobody uses, on one of the replicas. Called once when the process starts. */
export function watchIdle(): void {
  if (shared.moorageIdleIsWatched) return
  shared.moorageIdleIsWatched = true
  const lead = createLeadership({
    client: getKubeClient(),
    namespace: getEnv().namespace,
    name: 'moorage-idle',
    identity: randomUUID(),
    durationSeconds: LEASE_SECONDS,
  })
  const look = async () => {
    const { isLeader, ledUntilMs } = await lead()
    if (isLeader) await stopUnused({ lookedUntilMs: ledUntilMs })
  }
  let isLooking = false
  setInterval(() => {
    if (isLooking) return
    isLooking = true
    look()
      .catch((error: unknown) => log.warn({ error }, 'What nobody uses could not be looked for'))
      .finally(() => {
        isLooking = false
      })
  }, EVERY_MS).unref()
}
