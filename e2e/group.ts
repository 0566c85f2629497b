import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import type { GroupRole } from '#lib/auth/actor.ts'
import { createObject, deleteObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import type { TestPerson } from './people.ts'
import { client } from './place.ts'

const API = 'moorage.dev/v1alpha1'

/** A group with one volume; whoever makes it removes it. */
export interface TestGroup {
  space: `g/${string}`
  namespace: string
  volume: string
  setMembers: (members: readonly (readonly [TestPerson, GroupRole])[]) => Promise<void>
  remove: () => Promise<void>
}

/** Its members have signed in before. */
export async function createGroup(
  members: readonly (readonly [TestPerson, GroupRole])[],
  { size = '1Gi' } = {},
): Promise<TestGroup> {
  const name = `e2e-${randomUUID().slice(0, 8)}`
  const group = { apiVersion: API, kind: 'Group', name }
  const volumes = [{ name: 'data', size }]
  await createObject(client, {
    apiVersion: API,
    kind: 'Group',
    metadata: { name },
    spec: { displayName: `Team ${name}`, members: await toMembers(members), volumes },
  })
  const { namespace, volume } = await findVolume(name)
  return {
    space: `g/${name}`,
    namespace,
    volume,
    async setMembers(others) {
      await patchObject(client, group, { patch: { spec: { members: await toMembers(others) } } })
    },
    async remove() {
      await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
      await deleteObject(client, group)
    },
  }
}

async function toMembers(members: readonly (readonly [TestPerson, GroupRole])[]) {
  return Promise.all(
    members.map(async ([{ username: name }, role]) => {
      const { metadata } = await requireObject(client, { apiVersion: API, kind: 'User', name })
      return { uid: metadata.uid, role }
    }),
  )
}

/** The portal makes both as soon as it sees the group. */
async function findVolume(group: string): Promise<{ namespace: string; volume: string }> {
  let found: { namespace: string; volume: string } | null = null
  await expect(async () => {
    const claims = await listObjects(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' })
    const claim = claims.find(({ metadata }) => metadata.namespace?.startsWith(`group-${group}-`))
    expect(claim).toBeDefined()
    found = { namespace: claim?.metadata.namespace ?? '', volume: claim?.metadata.name ?? '' }
  }).toPass({ timeout: 60_000, intervals: [200] })
  return found as unknown as { namespace: string; volume: string }
}
