import { expect, test } from 'vitest'
import { buildSummaryUrl, parseSummary, toNode } from './objects.ts'

const volume = (name: string, more: Record<string, unknown> = {}) => ({
  name: 'vol',
  usedBytes: 4096,
  capacityBytes: 1024,
  time: '2026-11-24T06:00:00Z',
  pvcRef: { name, namespace: 'user-alice-storage' },
  ...more,
})

test('each claim has its used bytes and when they were measured', () => {
  const summary = { node: {}, pods: [{ volume: [volume('data'), { name: 'kube-api-access', usedBytes: 12 }] }, {}] }
  expect(parseSummary(summary).claims).toEqual([
    { namespace: 'user-alice-storage', claim: 'data', usedBytes: 4096, at: '2026-11-24T06:00:00.000Z' },
  ])
})

test('of a claim that several pods mount the newest measurement counts', () => {
  const older = volume('data', { usedBytes: 1, time: '2026-11-24T05:59:00Z' })
  const newer = volume('data', { usedBytes: 2, time: '2026-11-24T08:00:30+02:00' })
  for (const pods of [
    [{ volume: [older] }, { volume: [newer] }],
    [{ volume: [newer] }, { volume: [older] }],
  ]) {
    expect(parseSummary({ pods }).claims).toMatchObject([{ usedBytes: 2, at: '2026-11-24T06:00:30.000Z' }])
  }
})

test('what says nothing whole is no number', () => {
  const broken = [
    volume('a', { usedBytes: undefined }),
    volume('b', { usedBytes: -1 }),
    volume('c', { usedBytes: '4096' }),
    volume('d', { time: 'yesterday' }),
    null,
  ]
  expect(parseSummary({ pods: [{ volume: broken }] })).toEqual({ claims: [], pods: [] })
  expect(parseSummary({})).toEqual({ claims: [], pods: [] })
  expect(() => parseSummary('Forbidden')).toThrow('expected object')
})

const pod = (uid: string, more: Record<string, unknown> = {}) => ({
  podRef: { name: 'web', namespace: 'user-alice-storage', uid },
  cpu: { time: '2026-11-24T06:00:00Z', usageNanoCores: 12_400_000 },
  memory: { time: '2026-11-24T06:00:00Z', workingSetBytes: 1024 },
  ...more,
})

test('each pod has what it uses; a pod that was only just started has not been measured', () => {
  const pods = [pod('p-1'), pod('p-2', { cpu: { time: '2026-11-24T06:00:00Z' } }), pod('p-3', { memory: undefined })]
  expect(parseSummary({ pods }).pods).toEqual([
    {
      namespace: 'user-alice-storage',
      uid: 'p-1',
      cpuMillicores: 12,
      memoryBytes: 1024,
      at: '2026-11-24T06:00:00.000Z',
    },
  ])
})

function node(status: Record<string, unknown>) {
  return toNode({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, status })
}

test('a kubelet is asked at the node’s inner address', () => {
  const addresses = [
    { type: 'ExternalIP', address: '203.0.113.7' },
    { type: 'InternalIP', address: '10.0.0.7' },
  ]
  expect(node({ addresses, daemonEndpoints: { kubeletEndpoint: { Port: 10255 } } })).toEqual({
    name: 'node-1',
    address: '10.0.0.7',
    kubeletPort: 10255,
  })
  expect(node({ addresses: addresses.slice(0, 1) })).toMatchObject({ address: '203.0.113.7', kubeletPort: 10250 })
  expect(node({}).address).toBeNull()
  // A machine that its kubelet has never said anything of is a machine, too.
  expect(node({ daemonEndpoints: { kubeletEndpoint: { Port: 0 } } }).kubeletPort).toBe(10250)
})

test('addresses of both families make a URL', () => {
  const { kubeletPort, name } = node({})
  expect(buildSummaryUrl({ name, kubeletPort, address: '10.0.0.7' }).href).toBe('https://10.0.0.7:10250/stats/summary')
  expect(buildSummaryUrl({ name, kubeletPort, address: 'fd00::7' }).href).toBe('https://[fd00::7]:10250/stats/summary')
})
