import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, getObject, patchObject } from '#lib/kube/verbs.ts'
import type { Claim } from './claim.ts'
import { PROVISIONER } from './storage-classes.ts'

export interface ClaimWarning {
  claim: Claim
  reason: 'ProvisioningFailed' | 'VolumeResizeFailed'
  message: string
}

const MAX_NAME_LENGTH = 253
const MAX_MESSAGE_LENGTH = 1024
const eventSchema = z.object({ count: z.number().default(0) })

/** Tells the owner of a claim what keeps it back; a repetition raises the count of the same Event. */
export async function warnClaim(client: KubeClient, { claim, reason, message }: ClaimWarning): Promise<void> {
  const { namespace, name, uid } = claim
  const now = new Date().toISOString()
  const digest = createHash('sha256').update(`${uid}/${reason}/${message}`).digest('hex').slice(0, 16)
  const eventName = `${name.slice(0, MAX_NAME_LENGTH - digest.length - 2)}-x${digest}`
  const ref = { apiVersion: 'v1', kind: 'Event', namespace, name: eventName }
  const known = await getObject(client, ref)
  if (known) {
    const count = eventSchema.parse(known).count + 1
    await patchObject(client, ref, { patch: { count, lastTimestamp: now } })
    return
  }
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace, name: eventName },
    involvedObject: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
    type: 'Warning',
    reason,
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    source: { component: PROVISIONER },
    reportingComponent: PROVISIONER,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  })
}
