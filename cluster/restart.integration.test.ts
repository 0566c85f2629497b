import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, requireObject } from '#lib/kube/verbs.ts'
import { getClusterStatus } from './cluster-status.ts'
import { PART_NAMES } from './parts/parts.ts'
import { listCgroupProcesses } from './processes.ts'
import { isSupervisorAlive, readRecord } from './record.ts'
import {
  client,
  createBox,
  createTestNamespace,
  execInPod,
  layout,
  waitFor,
  waitForPod,
} from './testing/cluster-under-test.ts'

// Each part is killed in turn; the cluster heals by itself, and neither objects nor data nor running pods are lost.

let namespace: string
let remove: () => Promise<void>
let before: KubeObject

beforeAll(async () => {
  ;({ namespace, remove } = await createTestNamespace())
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '300Mi' } } },
  })
  await createBox({ namespace, name: 'witness', volumes: { '/data': 'data' } })
  before = await waitForPod(namespace, 'witness')
  await execInPod({ namespace, pod: 'witness', command: ['sh', '-c', 'echo kept > /data/file && sync'] })
})

afterAll(() => remove())

async function getRestarts(name: string): Promise<number> {
  const record = await readRecord(layout)
  return record?.parts.find((part) => part.name === name)?.restarts ?? -1
}

async function waitUntilHealed(): Promise<void> {
  await waitFor('the cluster to run again', async () => (await getClusterStatus(layout)).state === 'running')
}

/** The pod from before the kill still runs, as the same container, and a new one gets its network and the API. */
async function expectNothingLost(): Promise<void> {
  // A kubelet that has just started still looks which pods it has.
  const file = await waitFor('the file in the volume', () =>
    execInPod({ namespace, pod: 'witness', command: ['cat', '/data/file'] }),
  )
  expect(file).toBe('kept\n')
  const now = await requireObject(client, { apiVersion: 'v1', kind: 'Pod', namespace, name: 'witness' })
  expect(now.metadata.uid).toBe(before.metadata.uid)
  expect(getContainerIds(now)).toEqual(getContainerIds(before))
}

function getContainerIds(pod: KubeObject): string[] {
  const { containerStatuses } = pod['status'] as { containerStatuses: { containerID: string }[] }
  return containerStatuses.map(({ containerID }) => containerID)
}

describe('a part that is killed', () => {
  test.each(PART_NAMES)('%s comes back', async (name) => {
    const restarts = await getRestarts(name)
    const part = (await readRecord(layout))?.parts.find((candidate) => candidate.name === name)
    process.kill(part?.pid ?? Number.NaN, 'SIGKILL')
    await waitFor(`${name} to be restarted`, async () => (await getRestarts(name)) > restarts)
    await waitUntilHealed()
    await expectNothingLost()
    const status = await getClusterStatus(layout)
    expect(status.parts.find((candidate) => candidate.name === name)?.lastExit).toBe('was killed by SIGKILL')
  })

  test('the supervisor comes back, and with it all parts', async () => {
    const record = await readRecord(layout)
    process.kill(record?.pid ?? Number.NaN, 'SIGKILL')
    await waitFor('another supervisor', async () => {
      const next = await readRecord(layout)
      return next && next.pid !== record?.pid && isSupervisorAlive(next)
    })
    await waitUntilHealed()
    await expectNothingLost()
  })

  test.each(['coredns', 'contour', 'envoy', 'metrics-server'])('%s in its pod comes back', async (program) => {
    const pids = await listProcesses(program)
    expect(pids.length).toBeGreaterThan(0)
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    await waitFor(`${program} to run again`, async () => {
      const now = await listProcesses(program)
      return now.length > 0 && now.every((pid) => !pids.includes(pid))
    })
    await waitUntilHealed()
    await expectNothingLost()
  })
})

test('a new pod gets its network after all that', async () => {
  await createBox({ namespace, name: 'late' })
  await waitForPod(namespace, 'late')
  const script = `require('dns').lookup('kubernetes.default.svc.cluster.local', (e, a) => console.log(a))`
  const answer = await execInPod({ namespace, pod: 'late', command: ['node', '-e', script] })
  expect(answer.trim()).toBe('10.96.0.1')
})

/** Processes of containers whose program has this name. */
async function listProcesses(program: string): Promise<number[]> {
  const pids = await listCgroupProcesses(layout.cgroup)
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => names[index]?.split('\0')[0]?.split('/').at(-1) === program)
}
