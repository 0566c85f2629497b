import { expect, test } from 'vitest'
import type { Volume } from '#lib/storage/schema.ts'
import { buildVolume } from '#lib/storage/testing/volumes.ts'
import { listAllVolumesSchema } from './schema.ts'
import { pageVolumes } from './status-volumes.ts'

const page = (volumes: Volume[], input: Record<string, unknown> = {}) =>
  pageVolumes(volumes, listAllVolumesSchema.parse(input))
const names = (volumes: Volume[], input: Record<string, unknown>) => page(volumes, input).items.map(({ name }) => name)

const some = [
  buildVolume({ name: 'disk-10', space: 'u/bob', usedBytes: 90, capacityBytes: 100 }),
  buildVolume({ name: 'disk-2', space: 'u/bob', usedBytes: 95, capacityBytes: 1000 }),
  buildVolume({ name: 'new', space: 'u/alice', capacityBytes: null, phase: 'pending-first-use' }),
  buildVolume({ name: 'group-k3f9-1a2b', title: 'Pictures', space: 'g/k3f9', requestedBytes: 500, capacityBytes: 50 }),
]

test('by space and name unless asked otherwise; numbers in names count as numbers', () => {
  expect(names(some, {})).toEqual(['group-k3f9-1a2b', 'new', 'disk-2', 'disk-10'])
})

test.each([
  ['name', ['disk-2', 'disk-10', 'new', 'group-k3f9-1a2b']],
  ['size', ['group-k3f9-1a2b', 'new', 'disk-10', 'disk-2']],
  ['used', ['disk-10', 'disk-2', 'group-k3f9-1a2b', 'new']],
  ['share', ['disk-2', 'disk-10', 'group-k3f9-1a2b', 'new']],
])('sorted by %s', (sort, expected) => {
  expect(names(some, { sort })).toEqual(expected)
})

test('the other way round, what was not measured still comes last', () => {
  expect(names(some, { sort: 'used', isDescending: true })).toEqual(['disk-2', 'disk-10', 'group-k3f9-1a2b', 'new'])
})

test.each([
  [{ search: 'PICT' }, ['group-k3f9-1a2b']],
  [{ search: 'bob 10' }, ['disk-10']],
  [{ search: 'nowhere' }, []],
  [{ phase: 'pending-first-use' }, ['new']],
])('%j finds %j', (input, expected) => {
  expect(names(some, input)).toEqual(expected)
})

test('volumes are found by what mounts them', () => {
  const mount = {
    pod: 'notebook-1-x',
    workload: 'notebook-1',
    workloadKind: 'service' as const,
    since: null,
    isFileServer: false,
  }
  expect(names([...some, buildVolume({ name: 'data', mountedBy: [mount] })], { search: 'notebook' })).toEqual(['data'])
})

test('pages do not overlap, leave nothing out, and end at the last one', () => {
  const many = Array.from({ length: 55 }, (_, index) => buildVolume({ name: `disk-${index}` }))
  const pages = [1, 2, 3].map((number) => page(many, { page: number, pageSize: 25, sort: 'created' }))
  expect(new Set(pages.flatMap(({ items }) => items.map(({ uid }) => uid))).size).toBe(55)
  expect(pages[2]?.items).toHaveLength(5)
  expect(page(many, { page: 9, pageSize: 25 })).toMatchObject({ page: 3, total: 55 })
  expect(page([], {})).toMatchObject({ page: 1, total: 0, items: [], requestedBytes: 0 })
})

test('sums count what matches, on all pages, and used bytes only where they were measured', () => {
  expect(page(some, { pageSize: 1 })).toMatchObject({ requestedBytes: 800, usedBytes: 185, measuredCount: 2 })
})
