import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import { listObjects, requireObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import type { TestPerson } from './people.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'
import { send } from './send.ts'
import { buildFields } from './workload-launch.ts'
import { type ActionCall, callAction, listServerActions, type ServerAction } from './server-actions.ts'

const EVIL = 'http://evil.example'
const FOREIGN: Record<string, string>[] = [
  { origin: EVIL },
  { origin: 'null' },
  { origin: EVIL, 'x-forwarded-host': 'evil.example' },
]

test('another space, however it is spelt, and the pages of administration do not exist for a stranger', async ({
  people,
}) => {
  const victim = await people.create()
  await people.signIn(victim)
  const stranger = await people.create()
  const page = await people.signIn(stranger)
  const cookies = await page.context().cookies()
  const encoded = `${stranger.username}%2f..%2f${victim.username}`
  const paths = [
    routes.storage(victim.space),
    routes.storage('u/no-such-person'),
    routes.storage('g/no-such-group'),
    `/spaces/u/${encoded}/storage`,
    `/spaces/u/${stranger.username}/../${victim.username}/storage`,
    `/spaces/x/${victim.username}/storage`,
    `/spaces/u/${victim.username.toUpperCase()}/storage`,
  ]
  for (const path of paths) {
    await test.step(path, async () => {
      const answer = await send({ path, cookies })
      expect.soft(answer.status, path).toBe(404)
      expect.soft(answer.body, path).not.toContain(victim.displayName)
      expect.soft(answer.body, path).not.toContain(`${victim.username}-disk`)
      // What a link fetches ahead is a page too.
      const ahead = await send({ path, cookies, headers: { rsc: '1', 'next-router-prefetch': '1' } })
      expect.soft(ahead.body, path).not.toContain(victim.displayName)
      expect.soft(ahead.body, path).not.toContain(`${victim.username}-disk`)
    })
  }
  expect((await send({ path: `/spaces/u/${victim.username}%00/storage`, cookies })).status).toBe(400)
  await page.goto(routes.storage(victim.space))
  await expect(page.getByRole('heading', { level: 1, name: 'This page does not exist' })).toBeVisible()
  await page.goto(routes.admin.users())
  await expect(page.getByRole('heading', { level: 1, name: 'This page does not exist' })).toBeVisible()
})

test('every server action refuses a stranger, other sites, and whoever has no session', async ({ people }) => {
  const victim = await people.create()
  await people.signIn(victim)
  const stranger = await people.create()
  const cookies = await (await people.signIn(stranger)).context().cookies()
  const before = await observe(victim)
  const inputs = await buildInputs(victim, stranger)
  const actions = await listServerActions()
  expect(actions.map(({ name }) => name).toSorted()).toEqual(Object.keys(inputs).toSorted())

  for (const action of actions) {
    const { id, name } = action
    const { input, isAboutOneself = false } = inputs[name]!
    const call = (options: Omit<ActionCall, 'id' | 'path' | 'input'> & { path?: string }) =>
      callAction({ id, path: toPage(action, victim), input, ...options })
    await test.step(name, async () => {
      expect.soft(await call({}), `${name} without a session`).toMatchObject(toRefusal('UNAUTHENTICATED'))
      const noOrigin = await call({ cookies, headers: { origin: undefined } })
      expect.soft(noOrigin, `${name} without an origin`).toMatchObject(toRefusal('FORBIDDEN'))
      for (const headers of FOREIGN) {
        const result = await call({ cookies, headers })
        if (result) expect.soft(result, `${name} from ${headers.origin}`).toMatchObject(toRefusal('FORBIDDEN'))
      }
      if (isAboutOneself) return
      expect.soft(await call({ cookies }), name).toMatchObject(toRefusal(/NOT_FOUND|FORBIDDEN/))
      // A page that does not have the action is no way round.
      const elsewhere = await call({ cookies, path: routes.home() })
      if (elsewhere) expect.soft(elsewhere, `${name} at another page`).toMatchObject(toRefusal(/NOT_FOUND|FORBIDDEN/))
    })
  }
  expect(await observe(victim)).toEqual(before)
  const self = await requireUser(stranger)
  expect(self.spec).not.toHaveProperty('role')
})

function toRefusal(code: string | RegExp) {
  return { ok: false, error: { code: typeof code === 'string' ? code : expect.stringMatching(code) } }
}

function toPage({ route }: ServerAction, { username }: TestPerson): string {
  const space = route.replace('[kind]', 'u').replace('[id]', username)
  return space.replace('[workloadKind]', 'service').replace('[name]', 'web')
}

interface Attempt {
  input: unknown
  /** It does nothing but to the person who calls it, so a stranger may. */
  isAboutOneself?: boolean
}

/** What a stranger would send, right in everything but the right to it. A new action has to be added here. */
async function buildInputs(victim: TestPerson, stranger: TestPerson): Promise<Record<string, Attempt>> {
  const { space, username, namespace } = victim
  const disk = `user-${username}-disk`
  const claim = await requireObject(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: disk })
  const { uid } = claim.metadata
  const { storageClassName: storageClass } = claim['spec'] as { storageClassName: string }
  const volume = { space, name: disk, uid }
  const [session] = (await requireUser(victim)).status.sessions
  // Those that need something that is there are tried against real workloads in workloads.e2e.ts.
  const workload = { space, kind: 'service', name: 'web', uid }
  const config = { space, name: 'stolen', launchId: randomUUID() }
  const entries = [{ source: 'text', name: 'key', text: 'value' }]
  return {
    launchWorkload: { input: buildFields(space, 'stolen') },
    updateWorkload: { input: { fields: buildFields(space, 'web'), uid, resourceVersion: '1' } },
    startWorkload: { input: workload },
    stopWorkload: { input: workload },
    restartWorkload: { input: workload },
    runWorkload: { input: workload },
    deleteWorkload: { input: workload },
    keepWorkload: { input: { ...workload, seconds: 4 * 60 * 60 } },
    createTerminalTicket: { input: { ...workload, pod: 'web-x' } },
    createConfigMapAction: { input: { ...config, entries } },
    updateConfigMapAction: { input: { space, name: 'moorage-activity', uid, resourceVersion: '1', entries } },
    createSecretAction: { input: { ...config, type: 'opaque', entries } },
    updateSecretAction: { input: { space, name: 'web', uid, resourceVersion: '1', type: 'opaque', entries } },
    deleteConfigAction: { input: { space, name: 'web', uid, kind: 'secret', confirmation: 'web' } },
    revealSecretAction: { input: { space, name: 'web', uid, key: 'key' } },
    restartUsersAction: {
      input: { space, kind: 'secret', name: 'web', workloads: [{ kind: 'service', name: 'web' }] },
    },
    createVolumeAction: {
      input: { space, name: 'stolen', size: '1Gi', storageClass, accessMode: 'ReadWriteOnce', launchId: randomUUID() },
    },
    growVolumeAction: { input: { ...volume, size: '20Gi' } },
    deleteVolumeAction: { input: { ...volume, confirmation: disk, isPrimaryConfirmed: true } },
    startFiles: { input: { space, volume: disk } },
    createFileLink: { input: { space, volume: disk, use: 'download', path: 'a' } },
    repairSpaceAction: { input: { space } },
    repairAllSpacesAction: { input: {} },
    startProbeAction: { input: {} },
    changeUserQuotaAction: { input: { username: stranger.username, quota: { pods: 100 } } },
    disableUserAction: { input: { username } },
    enableUserAction: { input: { username } },
    deleteUserAction: { input: { username } },
    endUserSessionsAction: { input: { username } },
    updateUserRoleAction: { input: { username: stranger.username, isAdmin: true } },
    endSessionAction: { input: { sid: session?.sid }, isAboutOneself: true },
    endAllSessionsAction: { input: {}, isAboutOneself: true },
  }
}

interface User {
  spec: Record<string, unknown>
  status: { sessions: { sid: string }[] }
}

async function requireUser({ username }: TestPerson): Promise<User> {
  const user = await requireObject(client, { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: username })
  return user as unknown as User
}

/** What a stranger might have changed. */
async function observe(person: TestPerson) {
  const { namespace } = person
  const { spec, status } = await requireUser(person)
  const claims = await listObjects(client, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace })
  const jobs = await listObjects(client, { apiVersion: 'batch/v1', kind: 'Job', namespace })
  const deployments = await listObjects(client, { apiVersion: 'apps/v1', kind: 'Deployment', namespace })
  const quotas = await listObjects(client, { apiVersion: 'v1', kind: 'ResourceQuota', namespace })
  return {
    spec,
    sessions: status.sessions.map(({ sid }) => sid),
    objects: [...claims, ...jobs, ...deployments, ...quotas].map((object) => ({
      uid: object.metadata.uid,
      spec: object['spec'],
    })),
  }
}
