import { afterAll, beforeAll, expect, test } from 'vitest'
import { createObject, deleteObject, getObject } from '#lib/kube/verbs.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import { explain } from '#lib/workloads/explain.ts'
import { buildIndex } from '#lib/workloads/operations-index.ts'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { client, createBox, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import { serverJobsKind } from './operations-cache.ts'
import { startFileServer } from './operations-start.ts'
import { closePortal, open, startPortal, welcome } from './testing/visitors.ts'
import type { Visitor } from './testing/visitors.ts'

const VOLUME = 'for-one'

let alice: Visitor

beforeAll(async () => {
  await startPortal()
  alice = await welcome('alice')
  const { namespace } = alice
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: VOLUME, namespace },
    spec: {
      accessModes: ['ReadWriteOncePod'],
      storageClassName: 'standard',
      resources: { requests: { storage: '100Mi' } },
    },
  })
  await waitFor('the claim to be known', async () => claimsKind.get({ namespace, name: VOLUME }))
})

afterAll(() => closePortal([alice]))

test('a volume for one pod at a time is browsed while nothing else has it, and given up for who waits', async () => {
  const { actor, space, namespace } = alice
  const disk = { space, volume: VOLUME }
  const taken = (users: string) => ({ state: 'blocked', reason: { code: 'volume-in-use', parameters: { users } } })

  await createBox({ namespace, name: 'holder', volumes: { '/data': VOLUME } })
  await waitForPod(namespace, 'holder')
  await waitFor('it to be known', async () => podsKind.get({ namespace, name: 'holder' })?.nodeName)
  expect(await startFileServer(actor, disk)).toMatchObject(taken('holder'))
  expect(serverJobsKind.list(namespace)).toEqual([])

  const holder = { apiVersion: 'v1', kind: 'Pod', namespace, name: 'holder' }
  await deleteObject(client, holder, { gracePeriodSeconds: 1 })
  await waitFor('it to end', async () => !podsKind.get({ namespace, name: 'holder' }))
  await open(actor, disk)

  const said = followReasons(namespace)
  await startWaiting(namespace)
  await waitFor('the volume to be given up', async () => {
    const deployment = await getObject(client, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace,
      name: 'waiting',
    })
    return (deployment?.['status'] as { readyReplicas?: number } | undefined)?.readyReplicas === 1
  })
  said.end()
  // Nobody is sent to stop a program that is none of theirs.
  expect(said.reasons).toContain('starting volume-in-files')
  expect(said.reasons.filter((reason) => reason.endsWith('volume-in-use'))).toEqual([])
  expect(await startFileServer(actor, disk)).toMatchObject(taken('waiting'))
})

function startWaiting(namespace: string) {
  const labels = { app: 'waiting' }
  return createObject(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'waiting', namespace },
    spec: {
      selector: { matchLabels: labels },
      strategy: { type: 'Recreate' },
      template: { metadata: { labels }, spec: buildBoxSpec({ volumes: { '/data': VOLUME } }) },
    },
  })
}

/** Everything that is said of the only workload, at each change of a pod of the space. */
function followReasons(namespace: string) {
  const reasons: string[] = []
  const end = podsKind.subscribe((change) => {
    if (change.namespace !== namespace) return
    const index = buildIndex(namespace, [])
    const [workload] = index.workloads
    if (!workload) return
    const { state, reason } = explain(workload, index, Date.now())
    reasons.push(`${state} ${reason}`)
  })
  return { reasons, end }
}
