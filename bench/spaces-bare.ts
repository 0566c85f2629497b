import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, patchObject } from '#lib/kube/verbs.ts'
import { buildSpaceObjects, toUserSpace } from '#lib/spaces/objects.ts'
import { buildUser } from '#lib/users/objects.ts'
import type { DemoPerson } from './demo-people.ts'
import { SPACE_DEFAULTS, SPACE_SETTINGS } from './many-spaces.ts'

const ISSUER = 'http://bench.localhost'

/**
 * The milliseconds it takes an administrator to write what a first sign-in leaves behind, as fast as the cluster takes
 * it: whatever waits for nothing is written at once.
 */
export async function writeBare(client: KubeClient, person: DemoPerson): Promise<number> {
  const { username, displayName, subject } = person
  const identity = { issuer: ISSUER, subject }
  const user = buildUser(identity, { username, displayName, email: `${username}@example.org` })
  const space = toUserSpace({ username, ...identity, quota: {}, quotaRole: null }, SPACE_DEFAULTS)
  const [namespace, ...objects] = buildSpaceObjects(space, SPACE_SETTINGS)
  const startedMs = performance.now()
  await createObject(client, user)
  const startedAt = new Date().toISOString()
  const session = { sid: username, startedAt, lastSeenAt: startedAt, agent: '' }
  const ref = { apiVersion: user.apiVersion, kind: user.kind, name: username }
  const opening = patchObject(client, ref, { patch: { status: { sessions: [session] } }, subresource: 'status' })
  if (namespace) await createObject(client, namespace)
  await Promise.all([opening, ...objects.map((object) => createAccepted(client, object))])
  return performance.now() - startedMs
}

/** A claim is refused until the quotas that limit it have been looked at. */
async function createAccepted(client: KubeClient, object: KubeObject): Promise<void> {
  for (;;) {
    try {
      await createObject(client, object)
      return
    } catch (error) {
      const isEarly = object.kind === 'PersistentVolumeClaim' && getKubeCase(error) !== 'already-exists'
      if (!isEarly) throw error
    }
  }
}
