import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { createObject } from '#lib/kube/verbs.ts'
import { removePeople, welcomePerson } from '#lib/spaces/testing/people.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import { client, createBox, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import type { Consumption } from '../schema.ts'

const NAME = 'measured'
const WRITTEN_MIB = 24
/** Remembers 8 MB, and works for a part of the time, all the time. */
const WORK =
  'x=$(head -c 8000000 /dev/zero | tr "\\0" x); while :; do i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 0.05; done'

export interface MeasuredUnderTest {
  namespace: string
  claim: string
  pod: string
  uid: string
  nodeName: string
  writtenBytes: number
  remove: () => Promise<void>
}

/** A space with a pod that wrote into its volume and goes on working. */
export async function startMeasuredPod(): Promise<MeasuredUnderTest> {
  const person = await welcomePerson(`usage-${randomBytes(3).toString('hex')}`)
  const { namespace } = person
  const claim = await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name: NAME },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '64Mi' } } },
  })
  await claimsKind.waitFor(claim.metadata.resourceVersion ?? '', 5000)
  const write = `head -c ${WRITTEN_MIB * 1024 ** 2} /dev/urandom > /data/file && sync`
  await createBox({
    namespace,
    name: NAME,
    command: ['sh', '-c', `${write}; ${WORK}`],
    volumes: { '/data': NAME },
  })
  await waitForPod(namespace, NAME)
  const pod = await waitFor('the portal to know the pod', async () => {
    const known = podsKind.get({ namespace, name: NAME })
    return known?.nodeName ? { uid: known.uid, nodeName: known.nodeName } : null
  })
  return {
    namespace,
    claim: NAME,
    pod: NAME,
    ...pod,
    writtenBytes: WRITTEN_MIB * 1024 ** 2,
    remove: () => removePeople([person]),
  }
}

/** Two that measure the same, at moments of their own. */
export function expectAlike(said: Consumption, kubelet: Consumption): void {
  expect(kubelet.cpuMillicores).toBeGreaterThan(30)
  expect(said.cpuMillicores / kubelet.cpuMillicores).toBeGreaterThan(0.4)
  expect(said.cpuMillicores / kubelet.cpuMillicores).toBeLessThan(2.5)
  expect(said.memoryBytes / kubelet.memoryBytes).toBeGreaterThan(0.5)
  expect(said.memoryBytes / kubelet.memoryBytes).toBeLessThan(2)
}
