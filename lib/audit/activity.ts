import { setTimeout as sleep } from 'node:timers/promises'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { log } from '#lib/log.ts'
import { readActivityMap } from './activity-map.ts'
import type { ActivityEntry } from './schema.ts'

/** What changed lately in a space, newest first, 200 at most; the scope is one of "activity.read". */
export function listActivity(scope: SpaceScope): Promise<ActivityEntry[]> {
  return readActivityMap(getKubeClient(), scope.namespace)
}

/** Longer than a cluster that is well takes, and short enough for a page to wait. */
const PAGE_WAIT_MS = 1000

/** The same for a page, which shows the rest and asks again later: null while the cluster does not answer. */
export async function findActivity(scope: SpaceScope): Promise<ActivityEntry[] | null> {
  const known = listActivity(scope).catch((error: unknown) => {
    log.warn({ error }, 'The activity of a space could not be read')
    return null
  })
  return Promise.race([known, sleep(PAGE_WAIT_MS, null, { ref: false })])
}
