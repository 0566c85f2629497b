import { expect, test } from 'vitest'
import { indexObjects } from './objects-index.ts'
import { toClusterObjects } from './objects-read.ts'
import { explainSet } from './testing/explain-set.ts'
import { ago, cronJob, event, job, ofCronJob, ofJob, pod, podWith } from './testing/objects.ts'
import { node } from './testing/surroundings.ts'

const condition = (type: string, reason = '', message = '') => ({
  type,
  status: 'True',
  reason,
  message,
  lastTransitionTime: ago(10),
})
const terminated = (exitCode: number) => ({
  exitCode,
  reason: exitCode === 0 ? 'Completed' : 'Error',
  finishedAt: ago(12),
  startedAt: ago(60),
})
const failedPod = pod({
  metadata: ofJob,
  status: {
    phase: 'Failed',
    containerStatuses: [
      { name: 'web', image: 'x:1', ready: false, restartCount: 0, state: { terminated: terminated(3) } },
    ],
  },
})

test('a job that has done its work', () => {
  const done = job({
    status: {
      active: 0,
      succeeded: 1,
      startTime: ago(70),
      completionTime: ago(10),
      conditions: [condition('Complete', 'CompletionsReached')],
    },
  })
  expect(explainSet([done])).toMatchObject({
    state: 'completed',
    reason: 'completed',
    parameters: { seconds: 60 },
    nextStep: null,
  })
})

test.each([
  ['BackoffLimitExceeded', 'Job has reached the specified backoff limit', 'job-back-off-limit'],
  ['DeadlineExceeded', 'Job was active longer than specified deadline', 'job-time-limit'],
  ['PodFailurePolicy', 'Container web failed', 'job-failed'],
])('a job that failed by %s', (reason, message, expected) => {
  const failed = job({ status: { active: 0, failed: 4, conditions: [condition('Failed', reason, message)] } })
  expect(explainSet([failed, failedPod])).toMatchObject({
    state: 'failed',
    reason: expected,
    parameters: { retries: 3, failed: 4, exitCode: 3 },
    causes: [{ code: 'exits-with-error' }],
  })
})

test('between two tries a job has not failed', () => {
  expect(explainSet([job({ status: { active: 0, failed: 1 } }), failedPod])).toMatchObject({
    state: 'waiting',
    reason: 'waits-for-retry',
    parameters: { failed: 1, retries: 3, exitCode: 3 },
  })
})

test('a job whose pod runs, and one whose pod was refused', () => {
  const running = podWith(
    { running: { startedAt: ago(50) } },
    { status: { ready: true, started: true }, pod: { conditions: [{ type: 'Ready', status: 'True' }] } },
  )
  const ofIt = { ...running, metadata: { ...running.metadata, ...ofJob } }
  expect(explainSet([job(), ofIt, node()])).toMatchObject({ state: 'running', reason: 'job-running' })
  const refusal = event({
    object: { kind: 'Job', name: 'backup', uid: 'j-1' },
    reason: 'FailedCreate',
    message:
      'Error creating: pods "backup-x" is forbidden: exceeded quota: moorage-compute, requested: pods=1, used: pods=10, limited: pods=10',
  })
  expect(explainSet([job({ status: { active: 0 } }), refusal])).toMatchObject({
    state: 'waiting',
    reason: 'quota-exceeded',
    parameters: { resource: 'pods', limit: '10' },
  })
})

test('a job that was paused', () => {
  expect(
    explainSet([job({ spec: { suspend: true }, status: { active: 0, conditions: [condition('Suspended')] } })]),
  ).toMatchObject({ state: 'suspended', reason: 'job-suspended' })
})

test('a schedule between two times says when it comes next', () => {
  expect(explainSet([cronJob()])).toMatchObject({
    state: 'scheduled',
    reason: 'scheduled',
    parameters: { next: '2026-11-25T03:00:00.000Z' },
  })
  const inTaipei = cronJob({ spec: { schedule: '0 3 * * *', timeZone: 'Asia/Taipei' } })
  expect(explainSet([inTaipei]).parameters.next).toBe('2026-11-24T19:00:00.000Z')
})

test.each([
  [{ suspend: true }, 'suspended', 'suspended'],
  [{ schedule: '0 0 31 2 *' }, 'failed', 'schedule-never-fires'],
])('a schedule with %j is %s', (spec, state, reason) => {
  expect(explainSet([cronJob({ spec })])).toMatchObject({ state, reason })
})

test('what the last run came to is what is said of a schedule', () => {
  const run = (status: Record<string, unknown>) => job({ metadata: { ...ofCronJob, name: 'nightly-1' }, status })
  const failed = run({ active: 0, failed: 4, conditions: [condition('Failed', 'BackoffLimitExceeded')] })
  expect(explainSet([cronJob(), failed, failedPod])).toMatchObject({
    state: 'failed',
    reason: 'job-back-off-limit',
    parameters: { next: '2026-11-25T03:00:00.000Z' },
  })
  const done = run({ active: 0, succeeded: 1, conditions: [condition('Complete')] })
  expect(explainSet([cronJob(), done])).toMatchObject({ state: 'scheduled', reason: 'scheduled' })
})

test.each([
  [
    'FailedCreate',
    'Error creating job: jobs.batch "nightly-1" is forbidden: exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=100, limited: count/jobs.batch=100',
    'quota-exceeded',
  ],
  ['MissSchedule', 'Missed scheduled time to start a job: Tue, 24 Nov 2026 03:00:00 UTC', 'schedule-missed'],
  ['UnknownTimeZone', 'invalid timeZone: "Mars": unknown time zone Mars', 'schedule-invalid'],
])('a schedule of which the cluster says %s', (reason, message, expected) => {
  const said = event({ object: { kind: 'CronJob', name: 'nightly', uid: 'c-1' }, reason, message })
  expect(explainSet([cronJob(), said]).reason).toBe(expected)
})

test('the runs of a schedule are not workloads of their own', () => {
  const run = toClusterObjects([cronJob(), job({ metadata: ofCronJob })])
  expect(indexObjects(run).workloads.map(({ kind }) => kind)).toEqual(['CronJob'])
})
