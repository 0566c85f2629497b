import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppError } from '#lib/errors.ts'
import { runInScope } from '#lib/http/request-scope.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, execInPod, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { getOfKind, listMadeForWorkload, listOfWorkload } from '#cluster/testing/workload-objects.ts'
import { launchWorkload } from './operations-launch.ts'
import { FILES, fillForm, SECRET, SERVER, WHOLE } from './testing/launch-form.ts'
import { becomeLaunchingPortal } from './testing/launch-stage.ts'
import { waitForReadyPod, waitForState } from './testing/seen-workloads.ts'

const run = randomBytes(3).toString('hex')

let alice: Person
let bob: Person

beforeAll(async () => {
  await becomeLaunchingPortal()
  ;[alice, bob] = await Promise.all([welcomePerson(`alice-${run}`), welcomePerson(`bob-${run}`)])
})

afterAll(async () => {
  await removePeople([alice, bob])
  stopCaches()
})

/** What a text may hold that means something to a shell, to YAML or to Kubernetes. */
const HOSTILE = {
  LINES: 'a\n---\napiVersion: v1\nkind: Pod\n',
  SHELL: '$(id) `id` ; rm -rf / && "\' | $HOME $$ $(TOKEN) ${TOKEN}',
  WORDS: 'zażółć 繁體中文 \u202e 🙂',
  constructor: '{"a": [*b, !!js/function x]}',
}

test('a launch makes everything that belongs together, and the program gets what was typed', async () => {
  const typed = Object.entries({ ...HOSTILE, ['__proto__']: 'polluted' })
  const environment = [SECRET, ...typed.map(([name, value]) => ({ source: 'value', name, value }))]
  const files = [...FILES, { name: '__proto__', text: HOSTILE.LINES }]
  const made = await runInScope(async ({ writes }) => {
    const workload = await launchWorkload(
      alice.actor,
      fillForm(alice, { ...WHOLE, command: SERVER, environment, files }),
    )
    return { workload, writes }
  })
  expect(made.workload).toMatchObject({ name: 'web', kind: 'service', isManaged: true, replicas: { wanted: 1 } })
  expect(made.writes).toContain(`deployments.${made.workload.resourceVersion}`)
  expect(made.writes.some((write) => write.startsWith('services.'))).toBe(true)

  const { uid } = made.workload
  for (const [kind, name] of [
    ['ConfigMap', 'web-files'],
    ['Secret', 'web-env'],
    ['Service', 'web'],
    ['NetworkPolicy', 'web-web'],
  ] as const) {
    const object = await getOfKind(alice, kind, name)
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, blockOwnerDeletion: false }
    expect(object?.metadata.ownerReferences, kind).toEqual([owner])
  }
  await waitForState(alice, 'web', 'running')
  const script =
    'console.log(JSON.stringify([process.env, Object.entries(process.env).filter(([n]) => n === "__proto__"), require("fs").readFileSync("/config/__proto__", "utf8")]))'
  const pod = await waitForReadyPod(alice, 'web')
  const output = await execInPod({ namespace: alice.namespace, pod, command: ['node', '-e', script] })
  const [seen, proto, file] = JSON.parse(output) as [Record<string, string>, [string, string][], string]
  expect(seen).toMatchObject({ TOKEN: 'hidden', LINES: HOSTILE.LINES, SHELL: HOSTILE.SHELL, WORDS: HOSTILE.WORDS })
  expect(seen.constructor).toBe(HOSTILE.constructor)
  expect(proto).toEqual([['__proto__', 'polluted']])
  expect(file).toBe(HOSTILE.LINES)
})

interface Obstacle {
  step: string
  reason: string
  inTheWay: (namespace: string, name: string) => KubeObject
}

const data = { key: 'value' }
const OBSTACLES: Obstacle[] = [
  {
    step: 'ConfigMap',
    reason: 'taken',
    inTheWay: (namespace, name) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: `${name}-files` },
      data,
    }),
  },
  {
    step: 'Secret',
    reason: 'taken',
    inTheWay: (namespace, name) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: `${name}-env` } }),
  },
  { step: 'ConfigMap', reason: 'quota', inTheWay: (namespace) => buildLimit(namespace, 'count/configmaps') },
  { step: 'Secret', reason: 'quota', inTheWay: (namespace) => buildLimit(namespace, 'count/secrets') },
  { step: 'Service', reason: 'quota', inTheWay: (namespace) => buildLimit(namespace, 'count/services') },
  {
    step: 'NetworkPolicy',
    reason: 'taken',
    inTheWay: (namespace, name) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { namespace, name: `${name}-web` },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
    }),
  },
]

/** Not one of Moorage's own, so that nothing looks at it before the cluster does. */
function buildLimit(namespace: string, resource: string, limit = '0'): KubeObject {
  const metadata = { namespace, name: `limit-${randomBytes(3).toString('hex')}` }
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { [resource]: limit } } }
}

async function placeObstacle(object: KubeObject): Promise<() => Promise<unknown>> {
  const made = await createObject(client, object)
  const { apiVersion, kind, metadata } = made
  const ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name }
  if (kind === 'ResourceQuota') {
    await waitFor('the quota to be counted', async () => {
      const status = (await getObject(client, ref))?.status as { used?: Record<string, string> } | undefined
      return Object.keys(status?.used ?? {}).length > 0
    })
  }
  return () => deleteObject(client, ref)
}

test('a launch that fails at any step says which and why, and leaves nothing behind', async () => {
  for (const [at, { step, reason, inTheWay }] of OBSTACLES.entries()) {
    const name = `fails-${at}`
    const remove = await placeObstacle(inTheWay(bob.namespace, name))
    const error = await catchRefusal(launchWorkload(bob.actor, fillForm(bob, { ...WHOLE, name })))
    expect([step, error.messageKey, error.params]).toMatchObject([
      step,
      'workloads.launchStopped',
      { kind: step, reason },
    ])
    expect(error.code).toBe(reason === 'quota' ? 'QUOTA_EXCEEDED' : 'CONFLICT')
    expect(error.details.rawMessage).toMatch(/already exists|exceeded quota/)
    expect(await listMadeForWorkload(bob, name), step).toEqual([])
    // What was in the way is not touched.
    expect(await remove(), step).toBe(true)
  }
  await waitFor('the pods to be gone', async () => (await listOfWorkload(bob, 'fails-5')).length === 0)
})

test('of two launches for which only one place is left, the cluster refuses one, which is told as quota', async () => {
  const remove = await placeObstacle(buildLimit(bob.namespace, 'count/deployments.apps', '1'))
  const attempts = await Promise.allSettled(
    ['one', 'two'].map((name) =>
      launchWorkload(bob.actor, fillForm(bob, { ...WHOLE, name: `place-${name}`, replicas: 0 })),
    ),
  )
  const lost = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(lost).toMatchObject([{ code: 'QUOTA_EXCEEDED' }])
  expect(lost[0]!.details.rawMessage ?? JSON.stringify(lost[0]!.details.findings)).toMatch(/deployments/)
  const name = attempts[0]!.status === 'rejected' ? 'place-one' : 'place-two'
  expect(await listOfWorkload(bob, name)).toEqual([])
  await remove()
})
