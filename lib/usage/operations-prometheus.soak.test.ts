import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { AppError } from '#lib/errors.ts'
import { decideIdle } from '#lib/workloads/status-idle.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { layout } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { startPrometheus } from '#cluster/testing/prometheus-under-test.ts'
import type { PrometheusUnderTest } from '#cluster/testing/prometheus-under-test.ts'
import { nodesKind, readNodeUsage } from './operations-kubelet.ts'
import { listMissingMetrics } from './operations-prometheus.ts'
import { readConsumption, readUsage } from './operations.ts'
import { expectAlike, startMeasuredPod } from './testing/measured-pod.ts'
import type { MeasuredUnderTest } from './testing/measured-pod.ts'

/** A kubelet looks at volumes once a minute, and the portal asks twice in it. */
const MEASURED_WITHIN = { timeout: 240_000, interval: 1000 }
/** The file is read anew once a minute. */
const READ_ANEW_WITHIN = { timeout: 120_000, interval: 2000 }

let prometheus: PrometheusUnderTest
let measured: MeasuredUnderTest

beforeAll(async () => {
  prometheus = await startPrometheus()
  await becomePortal(prometheus.settings)
  await startCaches()
  measured = await startMeasuredPod()
}, 300_000)

afterAll(async () => {
  await measured?.remove()
  stopCaches()
  await prometheus?.remove()
})

const readClaim = () => readUsage({ namespace: measured.namespace, name: measured.claim })
const readPod = () => readConsumption(measured.namespace, [measured.uid])

async function askKubelet() {
  const { claims, pods } = await readNodeUsage(nodesKind.get({ name: measured.nodeName })!)
  return {
    claim: claims.find(({ namespace, claim }) => namespace === measured.namespace && claim === measured.claim)!,
    pod: pods.find(({ uid }) => uid === measured.uid)!,
  }
}

test('a real Prometheus tells what the kubelet tells, with its age', async () => {
  const volume = await vi.waitFor(async () => {
    const known = readClaim()
    expect(known?.usedBytes).toBeGreaterThan(measured.writtenBytes)
    expect(known?.usedBytes).toBe((await askKubelet()).claim.usedBytes)
    return known!
  }, MEASURED_WITHIN)
  expect(Math.abs(Date.now() - Date.parse(volume.at))).toBeLessThan(180_000)

  const history = await vi.waitFor(async () => {
    const samples = readPod()
    expect(samples.length).toBeGreaterThan(2)
    expectAlike(samples.at(-1)!, (await askKubelet()).pod)
    return samples
  }, MEASURED_WITHIN)
  expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).toSorted())
})

test('nothing is missing where it is collected, and everything where nothing is', async () => {
  const here = [measured.namespace]
  expect(await listMissingMetrics({ claims: here, containers: here })).toEqual([])
  const nowhere = ['no-such-space']
  expect(await listMissingMetrics({ claims: nowhere, containers: nowhere })).toEqual([
    'kubelet_volume_stats_used_bytes',
    'container_cpu_usage_seconds_total',
    'container_memory_working_set_bytes',
  ])
  expect(await listMissingMetrics({ claims: [], containers: [] })).toEqual([])
})

const readReason = async () => {
  const answer = await listMissingMetrics({ claims: [], containers: [] }).catch((error: AppError) => error)
  return Array.isArray(answer) ? null : answer.details.reason
}

test('a server that the authority did not sign is not spoken to', async () => {
  await copyFile(path.join(layout.dir, 'pki/front-proxy-ca.crt'), prometheus.caFile)
  await vi.waitFor(async () => expect(await readReason()).toBe('untrusted'), READ_ANEW_WITHIN)
  await copyFile(path.join(layout.dir, 'pki/ca.crt'), prometheus.caFile)
  await vi.waitFor(async () => expect(await readReason()).toBeNull(), READ_ANEW_WITHIN)
})

test('while it is away the last numbers stay, no others come, and nothing is stopped', async () => {
  await prometheus.stop()
  expect(await readReason()).toBe('unreachable')
  const [volume, samples] = [readClaim(), readPod()]
  // Longer than it is from one question to the next.
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  expect(readClaim()).toEqual(volume)
  expect(readPod()).toEqual(samples)
  const facts = {
    idleSeconds: 600,
    wanted: 1,
    isDeleting: false,
    pods: [{ startedAt: null, samples: samples.map((sample) => ({ ...sample, cpuMillicores: 0 })) }],
    keptUntil: null,
    record: { lastUsedAt: null, lastUse: null, measuredSince: new Date(0).toISOString() },
  }
  // While it answered, a program without work was stopped for it.
  expect(decideIdle({ ...facts, nowMs: Date.parse(samples.at(-1)!.at) })).toMatchObject({ isStop: true })
  expect(decideIdle({ ...facts, nowMs: Date.now() + 180_000 })).toMatchObject({
    isStop: false,
    idle: { stopsAt: null },
  })
})
