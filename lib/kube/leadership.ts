import { z } from 'zod'
import type { KubeClient } from './client.ts'
import { getKubeCase } from './errors.ts'
import type { KubeObject } from './object.ts'
import { createObject, getObject, updateObject } from './verbs.ts'

export interface LeadershipOptions {
  client: KubeClient
  namespace: string
  /** Of the Lease. */
  name: string
  /** Another one for each process. */
  identity: string
  /** After that long without renewal another one takes over. */
  durationSeconds: number
}

export interface Leadership {
  isLeader: boolean
  /** Until when somebody is known to have led before this renewal; null: nobody ever has. */
  ledUntilMs: number | null
}

const leaseSchema = z.object({
  spec: z
    .object({ holderIdentity: z.string().nullish(), renewTime: z.iso.datetime({ offset: true }).nullish() })
    .default({}),
})

/**
 * One of several replicas does what must not be done twice: https://kubernetes.io/docs/concepts/architecture/leases/
 * Each calls it again well within the duration. Whether another one still renews is told by that its Lease changes, not
 * by its clock. Two may lead for a moment after a long pause, so what a leader does bears being done twice.
 */
export function createLeadership(options: LeadershipOptions): () => Promise<Leadership> {
  const { client, namespace, name, identity, durationSeconds } = options
  const ref = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace, name }
  let seen = { resourceVersion: '', atMs: 0 }

  const build = (metadata: KubeObject['metadata']): KubeObject => ({
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { ...metadata, namespace, name, labels: { 'app.kubernetes.io/managed-by': 'moorage' } },
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: durationSeconds,
      renewTime: toMicroTime(new Date()),
    },
  })

  const isOver = (lease: KubeObject, holder: string | null | undefined): boolean => {
    if (holder === identity || !holder) return true
    const { resourceVersion = '' } = lease.metadata
    if (seen.resourceVersion !== resourceVersion) seen = { resourceVersion, atMs: performance.now() }
    return performance.now() - seen.atMs >= durationSeconds * 1000
  }

  return async () => {
    const lease = await getObject(client, ref)
    const { holderIdentity, renewTime } = lease ? leaseSchema.parse(lease).spec : {}
    const ledUntilMs = renewTime ? Date.parse(renewTime) : null
    if (lease && !isOver(lease, holderIdentity)) return { isLeader: false, ledUntilMs }
    try {
      if (!lease) await createObject(client, build({ name }))
      else await updateObject(client, build({ name, resourceVersion: lease.metadata.resourceVersion }))
      return { isLeader: true, ledUntilMs }
    } catch (error) {
      // Another replica was a moment earlier.
      if (['changed-meanwhile', 'already-exists'].includes(getKubeCase(error) ?? ''))
        return { isLeader: false, ledUntilMs }
      throw error
    }
  }
}

/** The API server takes times of Leases with all six digits only. */
const toMicroTime = (date: Date) => date.toISOString().replace('Z', '000Z')
