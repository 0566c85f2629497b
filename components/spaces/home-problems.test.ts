import { describe, expect, it } from 'vitest'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { buildVolume } from '#lib/storage/testing/volumes.ts'
import { toExplanation } from '#lib/workloads/explain-reasons.ts'
import type { Reason } from '#lib/workloads/explain-reasons.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { isNew, listProblems } from './home-problems.ts'
import type { HomeSpace } from './home-space.ts'

const space: SpaceSummary = { id: 'u/alice', kind: 'user', name: 'alice', role: 'owner' }
const disk = buildVolume({ name: 'user-alice-disk', isPrimary: true })
const home = (part: Partial<HomeSpace> = {}): HomeSpace => ({
  space,
  problem: null,
  volumes: [disk],
  workloads: [],
  quota: null,
  ...part,
})

const say = (reason: Reason): Workload => ({
  space: 'u/alice',
  kind: 'service',
  name: reason,
  uid: reason,
  resourceVersion: '1',
  isManaged: true,
  launchId: null,
  template: null,
  explanation: toExplanation({ reason }),
  image: 'web:1',
  replicas: { wanted: 1, ready: 1, updated: 1 },
  restarts: 0,
  size: {
    cpuRequestMillicores: 0,
    cpuLimitMillicores: null,
    memoryRequestBytes: 0,
    memoryLimitBytes: null,
    gpus: 0,
  },
  web: null,
  volumes: [],
  idleSeconds: null,
  schedule: null,
  createdAt: disk.createdAt,
  finishedAt: null,
  expiresAt: null,
})

describe('listProblems', () => {
  it('finds nothing in a space that is well', () => {
    expect(listProblems([home()])).toEqual([])
  })

  it('puts what failed before what is full', () => {
    const full = { ...disk, usedBytes: 80, usedAt: disk.createdAt }
    const failed = { ...disk, name: 'x', phase: 'grow-failed' as const }
    const quota = {
      isComplete: true,
      items: [{ resource: 'pods' as const, unit: 'count' as const, used: 9, limit: 10, holders: [] }],
    }
    const workloads = [say('crash-loop'), say('running'), say('quota-exceeded'), say('stopped')]
    const problems = listProblems([
      home({ volumes: [full, failed], workloads, quota }),
      home({ problem: 'foreign', volumes: [], workloads: null }),
    ])
    const kinds = ['volumeFailed', 'workloadFailed', 'workloadFailed', 'foreign', 'volumeFull', 'quotaFull']
    expect(problems.map(({ kind }) => kind)).toEqual(kinds)
  })
})

describe('isNew', () => {
  it('is somebody whose only volume nothing has used', () => {
    expect(isNew(home())).toBe(true)
    expect(isNew(home({ volumes: [disk, { ...disk, name: 'b' }] }))).toBe(false)
    expect(isNew(home({ volumes: [{ ...disk, usedBytes: 1 }] }))).toBe(false)
    expect(isNew(home({ volumes: [] }))).toBe(false)
    expect(isNew(home({ workloads: [say('stopped')] }))).toBe(false)
    // Too many to bring along are some.
    expect(isNew(home({ workloads: null }))).toBe(false)
    expect(isNew(home({ space: { ...space, kind: 'group' } }))).toBe(false)
  })
})
