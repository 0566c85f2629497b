import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { addQuietNode, QUIET_NODE, removeQuietNode } from '#lib/workloads/testing/quiet-node.ts'
import { buildBox } from '#cluster/testing/box.ts'
import { client, startKubectl, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { getServerName } from './objects.ts'
import { findServerPod, serverJobsKind } from './operations-cache.ts'
import { startFileServer } from './operations-start.ts'
import { closePortal, list, openDisk, startPortal, welcome } from './testing/visitors.ts'
import type { Visitor } from './testing/visitors.ts'

let alice: Visitor

beforeAll(async () => {
  await removeQuietNode()
  await startPortal()
  alice = await welcome('alice')
  await addQuietNode()
})

afterAll(async () => {
  await removeQuietNode()
  await closePortal([alice])
})

test('a volume that a workload waits for on another machine is given up, and browsed there until it is free', async () => {
  const { actor, space, namespace, disk } = alice
  const access = await openDisk(alice)
  const name = getServerName(access.volumeUid, 'rw')
  const first = serverJobsKind.get({ namespace, name })!
  const log = followLog(namespace, findServerPod(first)!.name)

  await startElsewhere({ namespace, name: 'elsewhere', volume: disk })
  await waitFor('the server to go', async () => serverJobsKind.get({ namespace, name })?.uid !== first.uid)
  await waitFor('it to have been told', async () => log.text().includes('"reason":"control"'))

  // Where the volume is now: first that machine has no room for it, and then it is not heard of any more.
  for (const code of ['no-room-there', 'node-away']) {
    const shown = await waitFor(code, async () => {
      const seen = await startFileServer(actor, { space, volume: disk })
      return seen.reason?.code === code && seen
    })
    expect(shown).toMatchObject({ state: 'blocked', reason: { code, parameters: { node: QUIET_NODE } } })
  }

  const pod = { apiVersion: 'v1', kind: 'Pod', namespace, name: 'elsewhere' }
  await deleteObject(client, pod, { gracePeriodSeconds: 0 })
  await waitFor('it to be gone', async () => !podsKind.get({ namespace, name: 'elsewhere' }))
  // As a page does it, which starts the server again when it is told that there is none.
  const again = await waitFor('its files to be open again', async () => {
    const seen = await startFileServer(actor, { space, volume: disk })
    return seen.state === 'ready' && seen
  })
  expect((await list(again)).status).toBe(200)
  expect(findServerPod(serverJobsKind.get({ namespace, name })!)?.nodeName).not.toBe(QUIET_NODE)
})

/** Put there as a scheduler does it: the cluster's own one would look at where the disk is. */
async function startElsewhere(place: { namespace: string; name: string; volume: string }): Promise<void> {
  const { namespace, name, volume } = place
  const box = buildBox({ namespace, name, volumes: { '/data': volume } })
  await createObject(client, { ...box, spec: { ...(box['spec'] as object), schedulerName: 'by-hand' } })
  const target = { apiVersion: 'v1', kind: 'Node', name: QUIET_NODE }
  await client.request({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods/${name}/binding`,
    body: { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target },
  })
}

function followLog(namespace: string, pod: string) {
  const child = startKubectl(['logs', '-f', '-n', namespace, pod])
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part))
  onTestFinished(() => void child.kill())
  return { text: () => text }
}
