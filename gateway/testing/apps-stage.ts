import { randomBytes } from 'node:crypto'
import type { Actor } from '#lib/auth/actor.ts'
import { recheckActor } from '#lib/auth/session-check.ts'
import { ensureUserSpace } from '#lib/spaces/operations.ts'
import { createAccount, foundGroup, removeAccount, removeGroup, removeSpace } from '#lib/spaces/testing/people.ts'
import type { Place } from '#lib/spaces/testing/people.ts'
import { signIn } from '#lib/spaces/testing/sessions.ts'
import { deploymentsKind } from '#lib/workloads/operations-cache.ts'
import { launchService, type ServiceLaunch } from './launch.ts'

export const APPS_DOMAIN = 'apps.localhost:8080'
export const GATEWAY_SECRET = 'the gateway and the portal of a test know each other'

/** Two people with a group, of which one is the owner and the other a viewer, and a space of the owner's own. */
export interface Stage {
  alice: Actor
  bob: Actor
  own: Place
  team: Place & { group: string }
  remove(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const run = randomBytes(3).toString('hex')
  const [ofAlice, ofBob] = [await createAccount(`alice-${run}`), await createAccount(`bob-${run}`)]
  const [alice, bob] = [await signIn(ofAlice.user.username), await signIn(ofBob.user.username)]
  const group = `team-${run}`
  const members = [
    { uid: alice.uid, role: 'owner' },
    { uid: bob.uid, role: 'viewer' },
  ]
  const team = await foundGroup(group, { members })
  const { namespace } = await ensureUserSpace(ofAlice.user)
  const own: Place = { space: `u/${alice.username}`, namespace }
  return {
    alice: requireActor(alice),
    bob: requireActor(bob),
    own,
    team: { ...team, group },
    async remove() {
      await removeSpace(own)
      await removeGroup(team)
      for (const actor of [alice, bob]) await removeAccount(actor)
    },
  }
}

/** With the rights of this moment. */
export function requireActor(actor: Actor): Actor {
  const current = recheckActor(actor)
  if (!current) throw new Error('The session is over')
  return current
}

/** A launched service that the portal knows of; resolves with its uid. */
export async function launchKnown(options: ServiceLaunch): Promise<string> {
  const made = await launchService(options)
  await deploymentsKind.waitFor(made.metadata.resourceVersion ?? '', 5000)
  return made.metadata.uid ?? ''
}
