import { expect, test } from 'vitest'
import { toExplanation } from '#lib/workloads/explain-reasons.ts'
import type { Reason } from '#lib/workloads/explain-reasons.ts'
import type { WorkloadKind } from '#lib/workloads/schema.ts'
import type { WorkloadVerb } from '#lib/workloads/status.ts'
import { resolveNextStep } from './next-step.ts'

const OWNER: WorkloadVerb[] = ['logs', 'start', 'restart', 'edit', 'clone', 'run']

interface Given {
  kind?: WorkloadKind
  verbs?: WorkloadVerb[]
  target?: string | null
}

function resolve(reason: Reason, { kind = 'service', verbs = OWNER, target = null }: Given = {}) {
  const explanation = toExplanation({ reason, target })
  return resolveNextStep({ space: 'u/alice', kind, name: 'web', explanation }, verbs)
}

test.each<[Reason, Given, object]>([
  ['stopped', {}, { verb: 'start' }],
  ['evicted', {}, { verb: 'restart' }],
  ['evicted', { kind: 'job', verbs: ['run'] }, { verb: 'run' }],
  ['crash-loop', {}, { href: '/spaces/u/alice/workloads/service/web?tab=logs' }],
  ['image-not-found', {}, { href: '/spaces/u/alice/workloads/service/web/edit#image' }],
  ['image-not-found', { kind: 'job', verbs: ['clone'] }, { href: '/spaces/u/alice/launch?from=job%2Fweb' }],
  ['volume-in-use', { target: 'other' }, { href: '/spaces/u/alice/workloads?search=other' }],
  ['volume-full', { target: 'data' }, { href: '/spaces/u/alice/storage?volume=data' }],
  ['secret-missing', { target: 'tokens' }, { href: '/spaces/u/alice/config?open=secret%2Ftokens' }],
  ['config-key-missing', { target: 'web' }, { href: '/spaces/u/alice/config?open=config-map%2Fweb' }],
  ['quota-exceeded', {}, { href: '/spaces/u/alice/quota' }],
])('%s %j has a button', (reason, options, way) => {
  expect(resolve(reason, options)).toEqual(way)
})

test.each<[Reason, Given]>([
  ['running', {}],
  ['image-pull-slow', {}],
  ['volume-lost', {}],
  ['unknown', {}],
  // A viewer is told what would help, and has no button for it.
  ['stopped', { verbs: [] }],
  ['image-not-found', { verbs: [] }],
  ['crash-loop', { verbs: [] }],
])('%s %j has none', (reason, options) => {
  expect(resolve(reason, options)).toBeNull()
})
