import { expect, test } from 'vitest'
import type { WorkloadKind, WorkloadState } from './schema.ts'
import { WORKLOAD_STATES } from './schema.ts'
import { allows, isActive, WORKLOAD_VERBS } from './status.ts'

const list = (kind: WorkloadKind, state: WorkloadState, isManaged = true) =>
  WORKLOAD_VERBS.filter((verb) => allows({ kind, isManaged, explanation: { state } }, verb)).join(' ')

test.each<[WorkloadKind, WorkloadState, string]>([
  ['service', 'running', 'open logs terminal stop restart edit clone delete'],
  ['service', 'stopped', 'start edit clone delete'],
  ['service', 'failed', 'open logs terminal stop restart edit clone delete'],
  ['job', 'running', 'logs terminal stop run clone delete'],
  ['job', 'failed', 'logs terminal run clone delete'],
  ['job', 'completed', 'logs run clone delete'],
  ['scheduled-job', 'scheduled', 'logs stop run edit clone delete'],
  ['scheduled-job', 'suspended', 'logs start run edit clone delete'],
  ['service', 'deleting', 'logs'],
])('a %s that is %s allows %s', (kind, state, verbs) => {
  expect(list(kind, state)).toBe(verbs)
})

test('what Moorage did not make is shown and left alone', () => {
  for (const state of WORKLOAD_STATES) {
    expect(list('service', state, false)).not.toMatch(/\b(start|stop|restart|edit|delete)\b/)
  }
})

test('what is stopped or over takes nothing from the quota', () => {
  expect(WORKLOAD_STATES.filter((state) => !isActive(state))).toEqual([
    'completed',
    'scheduled',
    'suspended',
    'stopped',
  ])
})
