import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flushActivity } from '#lib/audit/activity-writer.ts'
import { listActivity } from '#lib/audit/activity.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { createLeadership } from '#lib/kube/leadership.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, deleteObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import type { DeploymentFacts } from './objects-controllers.ts'
import { KEPT_ANNOTATION } from './objects-idle.ts'
import { IDLE_ANNOTATION, REPLICAS_ANNOTATION } from './objects-labels.ts'
import { deploymentsKind } from './operations-cache.ts'
import { forgetUse, noteUse } from './operations-idle-record.ts'
import { keepWorkload, readIdle, stopUnused } from './operations-idle.ts'
import { buildLiveCase } from './testing/live-case.ts'

/** Shorter than the form lets anybody choose: the annotation is all that counts. */
const IDLE_SECONDS = 4

let person: Person

beforeAll(async () => {
  await becomePortal({ MOORAGE_VOLUME_SIZE: '300Mi' })
  await startCaches()
  person = await welcomePerson(`idle-${randomBytes(3).toString('hex')}`)
})

afterAll(async () => {
  for (const { uid } of deploymentsKind.list(person.namespace)) await forgetUse(uid)
  await removePeople([person])
  stopCaches()
})

async function launch(name: string, idleSeconds: number): Promise<DeploymentFacts> {
  const { namespace } = person
  const place = { namespace, node: '', launchId: randomUUID() }
  const annotations = { [IDLE_ANNOTATION]: String(idleSeconds), [REPLICAS_ANNOTATION]: '1' }
  const one = { name, how: 'for a test', metadata: { annotations }, expected: { state: 'running', reason: 'running' } }
  for (const object of buildLiveCase(one, place)) await createObject(getKubeClient(), object)
  return waitFor(`${name} to run`, async () => {
    const facts = deploymentsKind.get({ namespace, name })
    return facts?.available === 1 ? facts : null
  })
}

const toRef = (name: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: person.namespace, name })
const look = () => stopUnused({ lookedUntilMs: Date.now() })

test('a service that nobody uses is stopped as soon as that is sure, and one that is kept or used is not', async () => {
  const { actor, space, namespace } = person
  const run = randomBytes(3).toString('hex')
  const name = `forgotten-${run}`
  const [idle, used] = await Promise.all([launch(name, IDLE_SECONDS), launch(`used-${run}`, 3600)])
  expect(await look()).toEqual([])
  expect(await readIdle(idle)).toMatchObject({ seconds: IDLE_SECONDS, keptUntil: null })

  const ref = { space, kind: 'service', name, uid: idle.uid } as const
  const kept = await keepWorkload(actor, { ...ref, seconds: 3600 })
  await deploymentsKind.waitFor(kept.resourceVersion, 5000)
  const measured = await waitFor('it to be measured', async () => {
    expect(await look()).toEqual([])
    const now = await readIdle(deploymentsKind.get({ namespace, name }) ?? idle)
    return now?.stopsAt ? now : null
  })
  expect(measured.stopsAt).toBe(measured.keptUntil)

  noteUse(used, 'web')
  const seen = await waitFor('the use to be written down', async () => {
    await look()
    const now = await readIdle(used)
    return now?.lastUse === 'web' && now.stopsAt ? now : null
  })
  expect(Date.parse(seen.stopsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(seen.lastUsedAt ?? '') + 3600_000)

  const patch = { metadata: { annotations: { [KEPT_ANNOTATION]: null } } }
  const freed = await patchObject(client, toRef(name), { patch })
  await deploymentsKind.waitFor(freed.metadata.resourceVersion ?? '', 5000)
  // Nobody has looked for an hour: what was before that is not known.
  expect(await stopUnused({ lookedUntilMs: Date.now() - 3600_000 })).toEqual([])
  await waitFor('it to be stopped', async () => (await look()).includes(`${namespace}/${name}`))

  const { spec, metadata } = await requireObject(client, toRef(name))
  expect(spec).toMatchObject({ replicas: 0 })
  expect(metadata.annotations).toMatchObject({ [REPLICAS_ANNOTATION]: '1' })
  expect((await requireObject(client, toRef(used.name))).spec).toMatchObject({ replicas: 1 })
  await flushActivity()
  const [line] = await listActivity(authorize(actor, 'activity.read', space))
  expect(line).toMatchObject({
    actor: null,
    action: 'workload.idleStop',
    object: { kind: 'Deployment', name },
    after: { seconds: IDLE_SECONDS },
  })
  await expect(keepWorkload(actor, { ...ref, seconds: 3600 })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('one of two replicas leads, and the other one when that is gone', async () => {
  const name = `moorage-test-${randomUUID().slice(0, 8)}`
  const options = { client: getKubeClient(), namespace: NAMESPACE, name, durationSeconds: 1 }
  const [first, second] = ['first', 'second'].map((identity) => createLeadership({ ...options, identity }))
  try {
    expect(await first!()).toEqual({ isLeader: true, ledUntilMs: null })
    expect(await second!()).toMatchObject({ isLeader: false })
    expect(await first!()).toMatchObject({ isLeader: true })
    const taken = await waitFor('the second one to lead', async () => {
      const leadership = await second!()
      return leadership.isLeader ? leadership : null
    })
    expect(taken.ledUntilMs).toBeLessThan(Date.now())
    expect(await first!()).toMatchObject({ isLeader: false })
  } finally {
    await deleteObject(getKubeClient(), {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      namespace: NAMESPACE,
      name,
    })
  }
})
