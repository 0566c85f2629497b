import { expect, test } from 'vitest'
import { explainSet, explainPod } from './testing/explain-set.ts'
import { ago, deployment, pod, podWith, READY_STATUS, replicaSet } from './testing/objects.ts'
import { node } from './testing/surroundings.ts'

const failed = (status: Record<string, unknown>) => pod({ status: { phase: 'Failed', ...status } })
test.each([
  [
    failed({
      reason: 'Evicted',
      message:
        'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container web was using 300Mi, request is 256Mi, has larger consumption of memory. ',
    }),
    'evicted-memory',
    {},
  ],
  [
    failed({
      reason: 'Evicted',
      message: 'The node was low on resource: ephemeral-storage. Threshold quantity: 1, available: 0. ',
    }),
    'evicted-disk',
    {},
  ],
  [
    failed({
      reason: 'Evicted',
      message: 'Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ',
    }),
    'scratch-full',
    { limit: '2Gi' },
  ],
  [
    failed({ reason: 'Evicted', message: 'Usage of EmptyDir volume "scratch-0" exceeds the limit "100Mi". ' }),
    'scratch-full',
    { limit: '100Mi' },
  ],
  [failed({ reason: 'Evicted', message: 'something else' }), 'evicted', {}],
  [
    failed({
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'PreemptionByScheduler',
          message: 'default-scheduler: preempting',
          lastTransitionTime: ago(5),
        },
      ],
    }),
    'preempted',
    {},
  ],
  [
    failed({ reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }),
    'pod-time-limit',
    {},
  ],
  [
    failed({
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'EvictionByEvictionAPI',
          message: 'Eviction API: evicting',
          lastTransitionTime: ago(5),
        },
      ],
    }),
    'evicted',
    {},
  ],
  [failed({}), 'unknown', {}],
])('%#: %o', (one, reason, parameters) => {
  expect(explainPod(one)).toMatchObject({ reason, parameters })
})

test('what was replaced is history', () => {
  const evicted = failed({ reason: 'Evicted', message: 'The node was low on resource: memory.' })
  const running = {
    ...podWith(
      { running: { startedAt: ago(100) } },
      { status: { ready: true, started: true }, pod: { conditions: [{ type: 'Ready', status: 'True' }] } },
    ),
  }
  const other = { ...running, metadata: { ...running.metadata, name: 'web-5d4f-zzzzz', uid: 'p-2' } }
  const all = [deployment({ status: READY_STATUS }), replicaSet(), evicted, other, node()]
  expect(explainSet(all).reason).toBe('running')
  const again = { ...evicted, metadata: { ...evicted.metadata, name: 'web-5d4f-yyyyy', uid: 'p-3' } }
  expect(explainSet([...all, again])).toMatchObject({ state: 'degraded', reason: 'evicted-memory' })
})
