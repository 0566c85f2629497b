import type { LiveCase } from './live-case.ts'
import { failing, MEMORY_SCRIPT, shell } from './live-programs.ts'

export const JOB_CASES: LiveCase[] = [
  {
    name: 'job-completed',
    how: 'A job that does its work',
    kind: 'job',
    fields: { command: shell('sleep 2') },
    expected: { state: 'completed', reason: 'completed' },
  },
  {
    name: 'job-waits-for-retry',
    how: 'A job that has failed once and is tried again',
    kind: 'job',
    fields: { command: failing(4, 'no such table'), retries: 3 },
    expected: {
      state: 'waiting',
      reason: 'waits-for-retry',
      parameters: { retries: 3, exitCode: 4 },
      causes: [{ code: 'exits-with-error' }],
    },
  },
  {
    name: 'job-back-off-limit',
    how: 'A job that fails as often as it may',
    kind: 'job',
    fields: { command: failing(1, 'no such table'), retries: 1 },
    expected: {
      state: 'failed',
      reason: 'job-back-off-limit',
      parameters: { failed: 2, exitCode: 1 },
      causes: [{ code: 'exits-with-error' }],
    },
  },
  {
    name: 'job-oom-killed',
    how: 'A job that fills its memory',
    kind: 'job',
    fields: { command: MEMORY_SCRIPT, retries: 0 },
    expected: { state: 'failed', reason: 'job-back-off-limit', causes: [{ code: 'oom-killed' }] },
  },
  {
    name: 'job-time-limit',
    how: 'A job that takes longer than it may',
    kind: 'job',
    fields: { timeLimitSeconds: 10 },
    expected: { state: 'failed', reason: 'job-time-limit', parameters: { seconds: 10 } },
  },
  {
    name: 'job-suspended',
    how: 'A job that is paused',
    kind: 'job',
    workload: { suspend: true },
    expected: { state: 'suspended', reason: 'job-suspended' },
  },
  {
    name: 'schedule-waits',
    how: 'A scheduled job between two times',
    kind: 'scheduled-job',
    expected: { state: 'scheduled', reason: 'scheduled' },
  },
  {
    name: 'schedule-suspended',
    how: 'A scheduled job that is paused',
    kind: 'scheduled-job',
    fields: { isSuspended: true },
    expected: { state: 'suspended', reason: 'suspended' },
  },
  {
    name: 'schedule-never-fires',
    how: 'A schedule for the thirty-first of February',
    kind: 'scheduled-job',
    workload: { schedule: '0 0 31 2 *' },
    expected: { state: 'failed', reason: 'schedule-never-fires' },
  },
  {
    name: 'schedule-fails',
    how: 'A scheduled job whose last run failed',
    kind: 'scheduled-job',
    fields: { command: failing(2, 'nothing to back up'), retries: 0, schedule: '* * * * *' },
    expected: { state: 'failed', reason: 'job-back-off-limit', parameters: { exitCode: 2 } },
  },
]
