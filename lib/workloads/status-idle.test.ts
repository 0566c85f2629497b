import { expect, test } from 'vitest'
import { decideIdle, forgetMeasurements, getKeptUntil } from './status-idle.ts'
import type { IdleFacts, IdleRecord, PodMeasurement } from './status-idle.ts'

const NOW_MS = Date.parse('2026-11-24T10:00:00Z')
const HOUR = 3600
const at = (seconds: number) => new Date(NOW_MS + seconds * 1000).toISOString()

const pod = (
  millicores: number | null,
  more: { startedAt?: string; seconds?: number; before?: number } = {},
): PodMeasurement => ({
  startedAt: more.startedAt ?? at(-5 * HOUR),
  samples:
    millicores === null
      ? []
      : [
          { cpuMillicores: more.before ?? 0, at: at(-40) },
          { cpuMillicores: millicores, at: at(more.seconds ?? -20) },
        ],
})

const record = (usedSeconds: number, more: Partial<IdleRecord> = {}): IdleRecord => ({
  lastUsedAt: at(usedSeconds),
  lastUse: 'web',
  measuredSince: at(-5 * HOUR),
  ...more,
})

function decide(change: Partial<IdleFacts> = {}) {
  return decideIdle({
    idleSeconds: HOUR,
    wanted: 1,
    isDeleting: false,
    pods: [pod(2)],
    keptUntil: null,
    record: record(-2 * HOUR),
    nowMs: NOW_MS,
    ...change,
  })
}

test('what was measured all the time and used last before that long is stopped', () => {
  expect(decide()).toEqual({
    idle: { seconds: HOUR, lastUsedAt: at(-2 * HOUR), lastUse: 'web', stopsAt: at(-HOUR), keptUntil: null },
    record: null,
    isStop: true,
  })
})

test.each<[string, Partial<IdleFacts>]>([
  ['was used within the time', { record: record(-HOUR + 1) }],
  ['was started within the time', { pods: [pod(2, { startedAt: at(-HOUR + 60) })] }],
  ['computes', { pods: [pod(30)] }],
  ['computed a moment ago', { pods: [pod(1, { before: 300 })] }],
  ['computes in one of its pods', { pods: [pod(1), pod(400)] }],
  ['is not measured', { pods: [pod(null)] }],
  ['is not measured in one of its pods', { pods: [pod(1), pod(null)] }],
  ['was measured too long ago', { pods: [pod(1, { seconds: -151 })] }],
  ['has a measurement from a clock that goes ahead', { pods: [pod(1, { seconds: 600 })] }],
  ['has no pod that could be measured', { pods: [] }],
  [
    'has been measured without a gap for less than the time',
    { record: record(-2 * HOUR, { measuredSince: at(-HOUR + 1) }) },
  ],
  ['was not measured before', { record: record(-2 * HOUR, { measuredSince: null }) }],
  ['is kept', { keptUntil: at(1) }],
])('what %s goes on', (_, change) => {
  expect(decide(change).isStop).toBe(false)
})

test('nothing is to be told of what is stopped or being deleted', () => {
  for (const change of [{ wanted: 0 }, { isDeleting: true }])
    expect(decide(change)).toEqual({ idle: null, record: null, isStop: false })
})

test('the last use is the newest of what was remembered, measured or started', () => {
  expect(decide({ pods: [pod(200)] }).idle).toMatchObject({
    lastUse: 'cpu',
    lastUsedAt: at(-20),
    stopsAt: at(HOUR - 20),
  })
  expect(decide({ pods: [pod(1, { startedAt: at(-60) })] }).idle).toMatchObject({
    lastUse: 'start',
    lastUsedAt: at(-60),
  })
  expect(decide({ pods: [pod(200)], record: record(-5) }).idle).toMatchObject({ lastUse: 'web', lastUsedAt: at(-5) })
})

test('without measurements nobody is told when it would be stopped', () => {
  expect(decide({ pods: [pod(null)] }).idle).toMatchObject({ stopsAt: null, lastUsedAt: at(-2 * HOUR) })
})

test('a gap in the measurements is remembered once, and its end begins the time anew', () => {
  const gap = decide({ pods: [pod(null)] })
  expect(gap.record).toEqual(record(-2 * HOUR, { measuredSince: null }))
  expect(decide({ pods: [pod(null)], record: gap.record! }).record).toBeNull()
  const end = decide({ record: gap.record! })
  expect(end.record?.measuredSince).toBe(at(0))
  expect(end).toMatchObject({ isStop: false, idle: { stopsAt: at(HOUR) } })
  expect(decide({ record: end.record!, nowMs: NOW_MS + HOUR * 1000, pods: [pod(1, { seconds: HOUR })] }).isStop).toBe(
    true,
  )
})

test('use is written down once a minute at most', () => {
  expect(decide({ pods: [pod(200)], record: record(-70) }).record).toBeNull()
  expect(decide({ pods: [pod(200)], record: record(-90) }).record).toMatchObject({
    lastUse: 'cpu',
    lastUsedAt: at(-20),
  })
})

test('when nobody looked for a while, what was measured before does not count', () => {
  expect(forgetMeasurements(record(-60), NOW_MS - 100_000, NOW_MS)).toEqual(record(-60))
  expect(forgetMeasurements(record(-60), NOW_MS - 200_000, NOW_MS).measuredSince).toBeNull()
})

test('it is put off from when it would be stopped, and for a day at most', () => {
  const keep = (seconds: number, stopsAt: string | null) => getKeptUntil({ seconds, stopsAt, nowMs: NOW_MS })
  expect(keep(HOUR, at(600))).toBe(at(HOUR + 600))
  expect(keep(4 * HOUR, null)).toBe(at(4 * HOUR))
  expect(keep(HOUR, at(-600))).toBe(at(HOUR))
  expect(keep(24 * HOUR, at(8 * HOUR))).toBe(at(24 * HOUR))
  // It would go on longer by itself.
  expect(keep(HOUR, at(48 * HOUR))).toBe(at(48 * HOUR))
  const kept = decide({ keptUntil: keep(HOUR, at(-HOUR)) })
  expect(kept.idle).toMatchObject({ keptUntil: at(HOUR), stopsAt: at(HOUR) })
  expect(decide({ keptUntil: at(-1) }).idle).toMatchObject({ keptUntil: null })
})
