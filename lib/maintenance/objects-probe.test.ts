import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildProbe, toProbeResult } from './objects-probe.ts'

function buildJob(condition?: { type: string; reason?: string; message?: string }): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'moorage-probe', uid: 'job-1', creationTimestamp: '2026-11-01T10:00:00Z' },
    status: condition
      ? { conditions: [{ status: 'True', lastTransitionTime: '2026-11-01T10:00:20Z', ...condition }] }
      : {},
  }
}

function buildPod(state: Record<string, unknown>): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, status: { containerStatuses: [{ state }] } }
}

const ended = (message: string) => buildPod({ terminated: { exitCode: 0, message } })
const seen = (open: string, closed: string) => ended(JSON.stringify({ open, closed, round: 1 }))
const complete = buildJob({ type: 'Complete' })

test.each<[string, KubeObject | null, KubeObject[], string]>([
  ['there is no Job', null, [], 'never'],
  ['it has no pod yet', buildJob(), [], 'running'],
  ['only the allowed way is open', complete, [seen('connected', 'no answer')], 'enforced'],
  ['both are open', complete, [seen('connected', 'connected')], 'not-enforced'],
  ['nothing can be reached', complete, [seen('no answer', 'no answer')], 'unclear'],
  ['DNS is closed and the API server open', complete, [seen('ECONNREFUSED', 'connected')], 'unclear'],
  ['its pod is gone', complete, [], 'unclear'],
  ['it wrote something else', complete, [ended('nonsense')], 'unclear'],
  ['it failed', buildJob({ type: 'Failed', reason: 'DeadlineExceeded' }), [], 'unclear'],
])('when %s', (_, job, pods, state) => {
  expect(toProbeResult(job, pods).state).toBe(state)
})

test('a probe that does not start says why', () => {
  const waiting = buildPod({ waiting: { reason: 'ErrImageNeverPull', message: 'no such image' } })
  expect(toProbeResult(buildJob(), [waiting])).toEqual({
    state: 'running',
    at: '2026-11-01T10:00:00Z',
    facts: 'ErrImageNeverPull no such image',
    uid: 'job-1',
  })
})

test('a probe that failed keeps what the cluster said', () => {
  const job = buildJob({ type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the limit' })
  expect(toProbeResult(job, [buildPod({ terminated: { exitCode: 1 } })])).toMatchObject({
    at: '2026-11-01T10:00:20Z',
    facts: 'BackoffLimitExceeded\nJob has reached the limit\nexit code 1',
  })
})

test('the probe has no token, no volumes and no rights in its container', () => {
  expect(buildProbe({ namespace: 'user-ada-storage', image: 'portal:1' })).toMatchObject({
    spec: {
      template: {
        spec: {
          automountServiceAccountToken: false,
          containers: [
            {
              image: 'portal:1',
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  })
})
