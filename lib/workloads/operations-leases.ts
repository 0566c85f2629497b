import { getEnv } from '#lib/env.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { log } from '#lib/log.ts'
import { TICKET_LABEL, TICKET_SECONDS } from './schema-tickets.ts'

const EVERY_MS = 5 * 60_000
/** Well past the end of every ticket, whatever the clocks say. */
const KEPT_MS = 10 * TICKET_SECONDS * 1000

const LEASES = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }

const shared = globalThis as typeof globalThis & { moorageLeasesAreCleared?: boolean }

/** What used tickets leave behind is cleared away. Called once when the process starts; replicas do not disturb each other. */
export function clearTickets(): void {
  if (shared.moorageLeasesAreCleared || getEnv().web.gatewaySecret === null) return
  shared.moorageLeasesAreCleared = true
  setInterval(() => {
    clearOldTickets().catch((error: unknown) => log.warn({ error }, 'Used tickets could not be cleared away'))
  }, EVERY_MS).unref()
}

/** Resolves with how many are gone. */
export async function clearOldTickets(now = Date.now()): Promise<number> {
  const client = getKubeClient()
  const { namespace } = getEnv()
  const leases = await listObjects(client, { ...LEASES, namespace, labelSelector: TICKET_LABEL })
  const old = leases.filter(({ metadata }) => now - Date.parse(metadata.creationTimestamp ?? '') > KEPT_MS)
  for (const { metadata } of old) await deleteObject(client, { ...LEASES, namespace, name: metadata.name })
  return old.length
}
