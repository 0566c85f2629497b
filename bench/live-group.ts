import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from '#lib/kube/client.ts'
import type { ObjectRef } from '#lib/kube/object.ts'
import { createObject, getObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import type { BenchSession } from './bench-sessions.ts'

export const GROUP_SPACE = 'g/bench'
const NAMESPACE = 'group-bench-storage'
const TIMEOUT_MS = 60_000

/** A group whose members are these people; resolves with its one volume when the portal has made its space. */
export async function createGroup(client: KubeClient, members: readonly BenchSession[]): Promise<ObjectRef> {
  const group: ObjectRef = { apiVersion: 'moorage.dev/v1alpha1', kind: 'Group', name: 'bench' }
  const spec = {
    displayName: 'Bench',
    members: members.map(({ userUid }) => ({ uid: userUid, role: 'editor' })),
    volumes: [{ name: 'data', size: '1Gi' }],
  }
  const { apiVersion, kind, name } = group
  if (await getObject(client, group)) await patchObject(client, group, { patch: { spec } })
  else await createObject(client, { apiVersion, kind, metadata: { name }, spec })
  const claims = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: NAMESPACE }
  const deadline = Date.now() + TIMEOUT_MS
  while (Date.now() < deadline) {
    const [claim] = await listObjects(client, claims)
    if (claim) return { ...claims, name: claim.metadata.name }
    await sleep(100)
  }
  throw new Error('The portal did not make the space of the group.')
}
