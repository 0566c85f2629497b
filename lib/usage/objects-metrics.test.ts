import { expect, test } from 'vitest'
import { parsePodMetrics } from './objects-metrics.ts'

// As metrics-server 0.9.0 answered; only the person has another name.
const measured = {
  metadata: {
    name: 'measured',
    namespace: 'user-alice-storage',
    creationTimestamp: '2026-11-24T20:08:08Z',
    labels: { app: 'measured' },
  },
  timestamp: '2026-11-24T20:08:03Z',
  window: '10.571s',
  containers: [{ name: 'box', usage: { cpu: '29956739n', memory: '420Ki' } }],
}
const toList = (...items: unknown[]) => ({
  kind: 'PodMetricsList',
  apiVersion: 'metrics.k8s.io/v1beta1',
  metadata: {},
  items,
})

test('each container has what it uses, and when that was measured', () => {
  expect(parsePodMetrics(toList(measured))).toEqual([
    {
      namespace: 'user-alice-storage',
      pod: 'measured',
      container: 'box',
      cpuMillicores: 30,
      memoryBytes: 430_080,
      at: '2026-11-24T20:08:03.000Z',
    },
  ])
})

test('what says nothing whole is no number', () => {
  const box = (usage: Record<string, string>) => ({ ...measured, containers: [{ name: 'box', usage }] })
  const broken = [
    { ...measured, timestamp: 'now' },
    box({ cpu: '1' }),
    box({ cpu: '-1', memory: '420Ki' }),
    box({ cpu: '1', memory: 'much' }),
    null,
  ]
  expect(parsePodMetrics(toList(...broken))).toEqual([])
  expect(() => parsePodMetrics('Forbidden')).toThrow('expected object')
})
