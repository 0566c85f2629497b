import { expect, test } from 'vitest'
import { explainSet, explainPod } from './testing/explain-set.ts'
import { ago, deployment, event, podWith, replicaSet } from './testing/objects.ts'
import { node } from './testing/surroundings.ts'

const running = (seconds: number) => podWith({ running: { startedAt: ago(seconds) } }, { status: { started: true } })
const unhealthy = (message: string, seconds = 5) =>
  event({ reason: 'Unhealthy', message, seconds, firstSeconds: 60, count: 9 })
const refused = unhealthy(
  'Readiness probe failed: Get "http://10.244.0.7:8080/": dial tcp 10.244.0.7:8080: connect: connection refused',
)
test.each([
  [running(100), refused, 'probe-refused', { port: 8080 }],
  [
    running(100),
    unhealthy('Readiness probe failed: HTTP probe failed with statuscode: 500'),
    'probe-status',
    { status: '500' },
  ],
  [
    running(100),
    unhealthy(
      'Readiness probe failed: Get "http://10.244.0.7:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ),
    'probe-timeout',
    {},
  ],
  [running(100), unhealthy('Readiness probe failed: cat: /tmp/ready: No such file'), 'probe-failed', {}],
  [running(5), refused, 'waiting-for-ready', {}],
  [
    running(600),
    unhealthy('Readiness probe failed: HTTP probe failed with statuscode: 500', 290),
    'probe-status',
    { status: '500' },
  ],
  [
    running(600),
    unhealthy('Readiness probe failed: HTTP probe failed with statuscode: 500', 400),
    'waiting-for-ready',
    {},
  ],
  [running(60), unhealthy('Readiness probe failed: of the run before', 70), 'waiting-for-ready', {}],
])('%#', (one, said, reason, parameters) => {
  expect(explainPod(one, said)).toMatchObject({ reason, parameters })
})

test.each([
  [[{ port: 8080, isLoopback: true }], 'listens-on-loopback', ''],
  [[{ port: 3000, isLoopback: false }], 'wrong-port', '3000'],
  [[{ port: 8080, isLoopback: false }], 'probe-refused', ''],
  [[], 'probe-refused', ''],
  // What only the pod itself reaches is no port to change to.
  [
    [
      { port: 5555, isLoopback: true },
      { port: 3000, isLoopback: false },
    ],
    'wrong-port',
    '3000',
  ],
])('who looked inside knows more: %j is %s', (sockets, reason, otherPorts) => {
  const objects = [deployment(), replicaSet(), running(100), refused, node()]
  expect(explainSet(objects, { listeners: new Map([['p-1', sockets]]) })).toMatchObject({
    reason,
    parameters: { otherPorts },
  })
})
