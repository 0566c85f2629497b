import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  client,
  createBox,
  createTestNamespace,
  execInPod,
  failInPod,
  layout,
  waitFor,
  waitForPod,
} from '#cluster/testing/cluster-under-test.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, getObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { listLoopDevices, listMounts } from './mount-table.ts'

// A claim's whole life, seen from the pods that use it: bound, really full, enlarged in use, counted, shared, removed.

const MIB = 1024 * 1024

let namespace: string
let remove: () => Promise<void>

beforeAll(async () => {
  ;({ namespace, remove } = await createTestNamespace())
})

afterAll(() => remove())

const claimRef = (name: string) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name })
const volumeRef = (name: string) => ({ apiVersion: 'v1', kind: 'PersistentVolume', name })
const podRef = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', namespace, name })

const claimSchema = z.object({
  spec: z.object({ volumeName: z.string().optional(), storageClassName: z.string().optional() }),
  status: z.object({
    phase: z.string(),
    capacity: z.object({ storage: z.string() }).optional(),
    conditions: z.array(z.object({ type: z.string() })).default([]),
  }),
})

async function createClaim(name: string, spec: Record<string, unknown> = {}): Promise<void> {
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace, name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '300Mi' } }, ...spec },
  })
}

const readClaim = async (name: string) => claimSchema.parse(await requireObject(client, claimRef(name)))

function requestStorage(name: string, storage: string): Promise<KubeObject> {
  return patchObject(client, claimRef(name), { patch: { spec: { resources: { requests: { storage } } } } })
}

const inPod = (pod: string, ...command: string[]) => execInPod({ namespace, pod, command })

/** What the pod itself sees under /data. */
async function readFileSystem(pod: string): Promise<{ type: string; totalBytes: number; freeBytes: number }> {
  const script = `const { type, blocks, bavail, bsize } = fs.statfsSync('/data'); console.log(JSON.stringify({ type: type.toString(16), totalBytes: blocks * bsize, freeBytes: bavail * bsize }))`
  return JSON.parse(await inPod(pod, 'node', '-e', script)) as Awaited<ReturnType<typeof readFileSystem>>
}

/** Appends whole MiB to a file until the system refuses; resolves with how many fitted and the error. */
async function fill(pod: string): Promise<{ writtenMiB: number; code: string; errno: number }> {
  const script = `const file = fs.openSync('/data/filling', 'a'); const block = Buffer.alloc(${MIB}, 'x'); let writtenBytes = 0
    try { for (;;) writtenBytes += fs.writeSync(file, block) }
    catch ({ code, errno }) { console.log(JSON.stringify({ writtenMiB: Math.floor(writtenBytes / ${MIB}), code, errno })) }`
  return JSON.parse(await inPod(pod, 'node', '-e', script)) as Awaited<ReturnType<typeof fill>>
}

const summarySchema = z.object({
  pods: z.array(
    z.object({
      volume: z
        .array(
          z.object({
            pvcRef: z.object({ name: z.string(), namespace: z.string() }).optional(),
            usedBytes: z.number().optional(),
            capacityBytes: z.number().optional(),
          }),
        )
        .default([]),
    }),
  ),
})

/** What kubelet reports, for whoever may read the node's statistics; null until it has looked at the volume. */
async function readReportedUsage(name: string): Promise<{ usedBytes: number; capacityBytes: number } | null> {
  const path = `/api/v1/nodes/${layout.nodeName}/proxy/stats/summary`
  const { pods } = summarySchema.parse(await client.request({ path }))
  const volume = pods
    .flatMap((pod) => pod.volume)
    .find(({ pvcRef }) => pvcRef?.namespace === namespace && pvcRef.name === name)
  if (volume?.usedBytes === undefined || volume.capacityBytes === undefined) return null
  return { usedBytes: volume.usedBytes, capacityBytes: volume.capacityBytes }
}

/** Kubelet looks at each volume now and then only. */
function waitForUsage(name: string, minBytes: number) {
  return waitFor(`${minBytes} bytes in ${name} to be reported`, async () => {
    const usage = await readReportedUsage(name)
    return usage && usage.usedBytes >= minBytes && usage
  })
}

test.concurrent('a claim is bound when a pod wants it, is really full when full, and grows under the running pod', async () => {
  await createClaim('data')
  expect(await readClaim('data')).toMatchObject({ status: { phase: 'Pending' } })
  await createBox({ namespace, name: 'writer', volumes: { '/data': 'data' } })
  const before = await waitForPod(namespace, 'writer')
  expect(await readClaim('data')).toMatchObject({
    spec: { storageClassName: 'standard' },
    status: { phase: 'Bound', capacity: { storage: '300Mi' } },
  })
  const XFS = '58465342'
  const first = await readFileSystem('writer')
  expect(first.type).toBe(XFS)
  expect(first.totalBytes).toBeGreaterThan(200 * MIB)
  expect(first.totalBytes).toBeLessThanOrEqual(300 * MIB)

  const ENOSPC = { code: 'ENOSPC', errno: -28 }
  const filled = await fill('writer')
  expect(filled).toMatchObject(ENOSPC)
  expect(filled.writtenMiB).toBeGreaterThan(200)
  expect(await failInPod({ namespace, pod: 'writer', command: ['cp', '/usr/local/bin/node', '/data/node'] })).toContain(
    'No space left on device',
  )
  const full = await waitForUsage('data', filled.writtenMiB * MIB)
  expect(full.capacityBytes).toBe(first.totalBytes)

  await requestStorage('data', '700Mi')
  await waitFor('the claim to have its new size', async () => {
    const { status } = await readClaim('data')
    return status.capacity?.storage === '700Mi' && status.conditions.length === 0
  })
  const grown = await readFileSystem('writer')
  expect(grown.totalBytes - first.totalBytes).toBe(400 * MIB)
  expect(grown.freeBytes).toBeGreaterThan(350 * MIB)
  const more = await fill('writer')
  expect(more).toMatchObject(ENOSPC)
  expect(more.writtenMiB).toBeGreaterThan(350)
  const size = Number(await inPod('writer', 'stat', '-c', '%s', '/data/filling'))
  expect(Math.floor(size / MIB)).toBeGreaterThanOrEqual(filled.writtenMiB + more.writtenMiB)
  const fullAgain = await waitForUsage('data', full.usedBytes + more.writtenMiB * MIB)
  expect(fullAgain.capacityBytes).toBe(grown.totalBytes)
  const after = await requireObject(client, podRef('writer'))
  expect(toContainerIds(after)).toEqual(toContainerIds(before))
})

function toContainerIds(pod: KubeObject): string[] {
  const status = z.object({ containerStatuses: z.array(z.object({ containerID: z.string() })) }).parse(pod['status'])
  return status.containerStatuses.map(({ containerID }) => containerID)
}

test.concurrent('a shared volume is written by two pods at once, and does not grow', async () => {
  await createClaim('shared', { storageClassName: 'shared', accessModes: ['ReadWriteMany'] })
  for (const name of ['left', 'right']) await createBox({ namespace, name, volumes: { '/data': 'shared' } })
  for (const name of ['left', 'right']) await waitForPod(namespace, name)
  const append = (pod: string) => inPod(pod, 'sh', '-c', `for i in 1 2 3; do echo ${pod} $i >> /data/log; done`)
  await Promise.all([append('left'), append('right')])
  const lines = ['left 1', 'left 2', 'left 3', 'right 1', 'right 2', 'right 3']
  for (const pod of ['left', 'right']) {
    expect((await inPod(pod, 'cat', '/data/log')).trim().split('\n').toSorted()).toEqual(lines)
  }
  await expect(requestStorage('shared', '600Mi')).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: { rawMessage: expect.stringContaining('must support resize') },
  })
  expect(await readClaim('shared')).toMatchObject({ status: { capacity: { storage: '300Mi' } } })
})

test.concurrent('a deleted claim waits for its pod, and then takes the volume, its file and its mount along', async () => {
  await createClaim('doomed', { storageClassName: 'fast' })
  await createBox({ namespace, name: 'user', volumes: { '/data': 'doomed' } })
  await waitForPod(namespace, 'user')
  const { spec } = await readClaim('doomed')
  const name = spec.volumeName ?? ''
  expect(await listTraces(name)).toEqual({ files: [name, `${name}.img`], mounts: 2, loops: 1, objects: 1 })

  await deleteObject(client, claimRef('doomed'))
  await inPod('user', 'sh', '-c', 'echo still here > /data/file')
  expect(await listTraces(name)).toMatchObject({ mounts: 2, loops: 1, objects: 1 })
  await deleteObject(client, podRef('user'))
  await waitFor('the claim to be gone', async () => (await getObject(client, claimRef('doomed'))) === null)
  await waitFor('the volume to be gone', async () => {
    expect(await listTraces(name)).toEqual({ files: [], mounts: 0, loops: 0, objects: 0 })
    return true
  })
})

/** Everything on the machine and in the cluster that belongs to a volume. */
async function listTraces(name: string) {
  const [entries, mounts, loops, object] = await Promise.all([
    readdir(layout.volumesDir),
    listMounts(),
    listLoopDevices(),
    getObject(client, volumeRef(name)),
  ])
  const ownLoops = loops.filter(({ backingFile }) => backingFile.includes(name))
  const devices = new Set(ownLoops.map(({ device }) => device))
  return {
    files: entries.filter((entry) => entry.includes(name)).toSorted(),
    // The volume's own mount, and one for each pod.
    mounts: mounts.filter(({ device, mountPoint }) => devices.has(device) || mountPoint.includes(name)).length,
    loops: ownLoops.length,
    objects: object ? 1 : 0,
  }
}

describe.concurrent('a claim that cannot be served stays pending and says why', () => {
  const cases = [
    {
      name: 'block',
      spec: { volumeMode: 'Block' },
      sentence: 'This storage offers file systems only, and the claim asks for a Block volume; leave out volumeMode.',
    },
    {
      name: 'many',
      spec: { storageClassName: 'standard', accessModes: ['ReadWriteMany'] },
      sentence: 'The storage class standard offers ReadWriteOnce and ReadWriteOncePod, not ReadWriteMany.',
    },
    { name: 'gold', spec: { storageClassName: 'gold' }, sentence: 'storageclass.storage.k8s.io "gold" not found' },
  ]
  test.each(cases)('$name', async ({ name, spec, sentence }) => {
    await createClaim(name, spec)
    await createBox({ namespace, name: `wants-${name}`, volumes: { '/data': name } })
    const warnings = await waitFor(`a warning about ${name}`, async () => {
      const fieldSelector = `involvedObject.kind=PersistentVolumeClaim,involvedObject.name=${name},type=Warning`
      const events = await listObjects(client, { apiVersion: 'v1', kind: 'Event', namespace, fieldSelector })
      return events.length > 0 && events.map((event) => event['message'])
    })
    expect(warnings).toContain(sentence)
    expect(await readClaim(name)).toMatchObject({ status: { phase: 'Pending' } })
  })
})
