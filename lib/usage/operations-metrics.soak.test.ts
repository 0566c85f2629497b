import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { nodesKind, readNodeUsage } from './operations-kubelet.ts'
import { readConsumption, readUsage } from './operations.ts'
import { expectAlike, startMeasuredPod } from './testing/measured-pod.ts'
import type { MeasuredUnderTest } from './testing/measured-pod.ts'

let measured: MeasuredUnderTest

beforeAll(async () => {
  await becomePortal({ MOORAGE_USAGE_SOURCE: 'metrics' })
  await startCaches()
  measured = await startMeasuredPod()
}, 300_000)

afterAll(async () => {
  await measured?.remove()
  stopCaches()
})

test('metrics-server tells of pods what the kubelet tells, and nothing of volumes', async () => {
  const { namespace, claim, uid, nodeName } = measured
  const node = nodesKind.get({ name: nodeName })!
  await vi.waitFor(
    async () => {
      const samples = readConsumption(namespace, [uid])
      // The first numbers are those of the writing.
      expect(samples.length).toBeGreaterThan(2)
      const { pods } = await readNodeUsage(node)
      expectAlike(
        samples.at(-1)!,
        pods.find((one) => one.uid === uid)!,
      )
    },
    { timeout: 180_000, interval: 1000 },
  )
  expect(readUsage({ namespace, name: claim })).toBeNull()
})
