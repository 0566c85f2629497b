import { expect, test } from 'vitest'
import type { Workload, WorkloadKind, WorkloadState } from '#lib/workloads/schema.ts'
import { listVerbs, pickPrimaryVerb, type WorkloadRights } from './workload-verbs.ts'

const ALL: WorkloadRights = {
  canCreate: true,
  canUpdate: true,
  canStart: true,
  canStop: true,
  canDelete: true,
  canReadLogs: true,
  canExec: true,
  canOpen: true,
  canView: true,
}
const NONE = Object.fromEntries(Object.keys(ALL).map((right) => [right, false])) as unknown as WorkloadRights
const VIEWER: WorkloadRights = { ...NONE, canReadLogs: true, canView: true }
const ADMIN: WorkloadRights = { ...NONE, canStop: true, canDelete: true }
const PRIVATE = { port: 80, isPublic: false, isForViewers: false, host: 'web-abc.apps.example' }

interface Given {
  kind?: WorkloadKind
  state?: WorkloadState
  isManaged?: boolean
  web?: Workload['web']
}

function build({ kind = 'service', state = 'running', isManaged = true, web = null }: Given = {}) {
  return { kind, isManaged, web, explanation: { state } }
}

test.each([
  ['an owner', build({ web: PRIVATE }), ALL, 'open logs terminal stop restart edit clone delete'],
  ['without a web address', build(), ALL, 'logs terminal stop restart edit clone delete'],
  [
    'an address that nobody gives out',
    build({ web: { ...PRIVATE, host: null } }),
    ALL,
    'logs terminal stop restart edit clone delete',
  ],
  ['a viewer', build({ web: PRIVATE }), VIEWER, 'logs'],
  ['a viewer, public', build({ web: { ...PRIVATE, isPublic: true } }), VIEWER, 'open logs'],
  ['a viewer, let in by the template', build({ web: { ...PRIVATE, isForViewers: true } }), VIEWER, 'open logs'],
  ['an administrator', build({ web: { ...PRIVATE, isForViewers: true } }), ADMIN, 'stop delete'],
  ['made by kubectl', build({ isManaged: false }), ALL, 'logs terminal clone'],
  ['a stopped one', build({ state: 'stopped' }), ALL, 'start edit clone delete'],
])('%s', (_, workload, rights, verbs) => {
  expect(listVerbs(workload, rights).join(' ')).toBe(verbs)
})

test.each([
  [build({ web: PRIVATE }), 'open'],
  [build(), null],
  [build({ state: 'failed' }), 'edit'],
  [build({ state: 'failed', kind: 'job' }), 'run'],
  [build({ state: 'stopped' }), 'start'],
  [build({ state: 'suspended', kind: 'scheduled-job' }), 'start'],
  [build({ state: 'scheduled', kind: 'scheduled-job' }), 'run'],
  [build({ state: 'deleting' }), null],
])('what stands out is what people come for: %j', (workload, verb) => {
  expect(pickPrimaryVerb(workload, listVerbs(workload, ALL))).toBe(verb)
})

test('nothing stands out for who may do nothing', () => {
  expect(pickPrimaryVerb(build(), listVerbs(build(), NONE))).toBeNull()
})
