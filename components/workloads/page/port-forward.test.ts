import { expect, test } from 'vitest'
import { buildPortForward } from './port-forward.ts'

test('each port of a service has its line, and low ones are moved to where anybody may listen', () => {
  const ports = [
    { name: 'http', port: 80 },
    { name: 'metrics', port: 9090 },
  ]
  expect(buildPortForward({ kind: 'service', name: 'web', ports }, 'user-alice-storage')).toEqual([
    'kubectl --namespace user-alice-storage port-forward deployment/web 8080:80',
    'kubectl --namespace user-alice-storage port-forward deployment/web 9090:9090',
  ])
  expect(buildPortForward({ kind: 'job', name: 'web', ports }, 'user-alice-storage')).toEqual([])
})
