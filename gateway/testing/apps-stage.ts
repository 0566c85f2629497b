import { randomBytes } from 'node:crypto'
import type { Actor } from '#lib/auth/actor.ts'
import { groupsKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { toGroupRecord } from '#lib/auth/group-record.ts'
import { recheckActor } from '#lib/auth/session-check.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import { ensureGroupSpace, ensureUserSpace } from '#lib/spaces/operations.ts'
import { deploymentsKind } from '#lib/workloads/operations-cache.ts'
import { launchService } from './launch.ts'
import { removePerson, signInPerson } from './people.ts'

const API = 'moorage.dev/v1alpha1'
export const APPS_DOMAIN = 'apps.localhost:8080'
export const GATEWAY_SECRET = 'the gateway and the portal of a test know each other'

export interface Place {
  space: SpaceId
  namespace: string
}

/** Two people with a group, of which one is the owner and the other a viewer, and a space of the owner's own. */
export interface Stage {
  alice: Actor
  bob: Actor
  own: Place
  team: Place & { group: string }
  remove(): Promise<void>
}

export async function setStage(client: KubeClient): Promise<Stage> {
  const run = randomBytes(3).toString('hex')
  const [aliceAlone, bobAlone] = [await signInPerson(client, `alice-${run}`), await signInPerson(client, `bob-${run}`)]
  const group = `team-${run}`
  const members = [
    { uid: aliceAlone.uid, role: 'owner' },
    { uid: bobAlone.uid, role: 'viewer' },
  ]
  const made = await createObject(client, {
    apiVersion: API,
    kind: 'Group',
    metadata: { name: group },
    spec: { displayName: 'Team', members, volumes: [] },
  })
  await groupsKind.waitFor(made.metadata.resourceVersion ?? '', 5000)
  const user = usersKind.get({ name: aliceAlone.username })
  if (!user) throw new Error('Nobody knows alice')
  const [ofTeam, ofAlice] = [await ensureGroupSpace(toGroupRecord(made)), await ensureUserSpace(user)]
  return {
    alice: requireActor(aliceAlone),
    bob: requireActor(bobAlone),
    own: { space: `u/${aliceAlone.username}`, namespace: ofAlice.namespace },
    team: { space: `g/${group}`, namespace: ofTeam.namespace, group },
    async remove() {
      for (const name of [ofTeam.namespace, ofAlice.namespace]) {
        await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name })
      }
      await deleteObject(client, { apiVersion: API, kind: 'Group', name: group })
      for (const actor of [aliceAlone, bobAlone]) await removePerson(client, actor)
    },
  }
}

/** With the rights of this moment. */
export function requireActor(actor: Actor): Actor {
  const current = recheckActor(actor)
  if (!current) throw new Error('The session is over')
  return current
}

type LaunchOptions = Parameters<typeof launchService>[0]

/** A launched service that the portal knows of; resolves with its uid. */
export async function launchKnown(options: LaunchOptions): Promise<string> {
  const made = await launchService(options)
  await deploymentsKind.waitFor(made.metadata.resourceVersion ?? '', 5000)
  return made.metadata.uid ?? ''
}
