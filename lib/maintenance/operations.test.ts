import { expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { AppError } from '#lib/errors.ts'
import { listAllVolumes } from './operations-volumes.ts'
import { changeUserQuota, getHealth, repairAllSpaces, repairSpace, startProbe } from './operations.ts'
import { listAllVolumesSchema } from './schema.ts'

const bob: Actor = {
  uid: 'uid-bob',
  username: 'bob',
  displayName: 'Bob',
  isAdmin: false,
  sid: 'sid',
  groups: new Map([['k3f9', 'owner']]),
}

// Whatever they would ask for first needs settings and a cluster, which there are none of here.
test.each<[string, () => unknown]>([
  ['looks at the health', () => getHealth(bob)],
  ['lists all volumes', () => listAllVolumes(bob, listAllVolumesSchema.parse({}))],
  ['repairs somebody’s space', () => repairSpace(bob, { space: 'u/alice' })],
  ['repairs the own space this way', () => repairSpace(bob, { space: 'u/bob' })],
  ['repairs all spaces', () => repairAllSpaces(bob)],
  ['starts the probe', () => startProbe(bob)],
  ['changes a quota', () => changeUserQuota(bob, { username: 'bob', quota: { pods: 1000 } })],
])('nobody but an administrator %s', async (_, run) => {
  const error = await Promise.resolve()
    .then(run)
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({ code: 'NOT_FOUND', messageKey: 'access.notFound' })
})
