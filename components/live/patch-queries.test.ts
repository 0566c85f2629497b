import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { toLiveKey } from '#lib/http/live/query-key.ts'
import { workloadQuery } from '#lib/workloads/queries.ts'
import { patchQueries, patchValue } from './patch-queries.ts'

const disk = { name: 'disk', uid: 'a', resourceVersion: '90', size: 1 }
const data = { name: 'data', uid: 'b', resourceVersion: '80', size: 1 }

describe('patchValue', () => {
  it('adds, replaces and removes by name', () => {
    expect(patchValue([disk], { kind: 'volumes', key: 'data', item: data })).toEqual([disk, data])
    const larger = { ...disk, resourceVersion: '100', size: 2 }
    expect(patchValue([disk, data], { kind: 'volumes', key: 'disk', item: larger })).toEqual([larger, data])
    expect(patchValue([disk, data], { kind: 'volumes', key: 'disk', item: null })).toEqual([data])
  })

  it('tells apart what has one name and two kinds', () => {
    const [service, job] = [
      { ...disk, kind: 'service', name: 'web' },
      { ...data, kind: 'job', name: 'web' },
    ]
    const grown = { ...job, size: 5 }
    expect(patchValue([service, job], { kind: 'workloads', key: 'job/web', item: grown })).toEqual([service, grown])
    expect(patchValue([service, job], { kind: 'workloads', key: 'service/web', item: null })).toEqual([job])
    expect(patchValue([job], { kind: 'workloads', key: 'service/web', item: service })).toEqual([job, service])
  })

  it('keeps what is newer, unless it is another object of the same name', () => {
    const older = { ...disk, resourceVersion: '89', size: 0 }
    expect(patchValue([disk], { kind: 'volumes', key: 'disk', item: older })).toEqual([disk])
    expect(patchValue([disk], { kind: 'volumes', key: 'disk', item: { ...older, uid: 'c' } })).toEqual([
      { ...older, uid: 'c' },
    ])
    // Who mounts it changes without a new version.
    expect(patchValue([disk], { kind: 'volumes', key: 'disk', item: { ...disk, size: 7 } })).toEqual([
      { ...disk, size: 7 },
    ])
  })

  it('takes a view as it is, and makes no list of one entry', () => {
    const view = { kind: 'quota', key: 'quota', item: { items: [1] } }
    expect(patchValue({ items: [] }, view)).toEqual({ items: [1] })
    expect(patchValue(undefined, view)).toEqual({ items: [1] })
    expect(patchValue(undefined, { kind: 'volumes', key: 'disk', item: disk })).toBeUndefined()
    expect(patchValue([disk], { kind: 'volumes', key: 'gone', item: null })).toEqual([disk])
  })
})

describe('patchQueries', () => {
  it('writes a change into its own space only', () => {
    const queries = new QueryClient()
    queries.setQueryData(toLiveKey('u/alice', 'volumes'), [disk])
    queries.setQueryData(toLiveKey('g/k3f9', 'volumes'), [disk])
    const change = { space: 'u/alice' as const, kind: 'volumes', key: 'disk', item: null }
    patchQueries(queries, { kind: 'change', change, position: 'ab-1' })
    expect(queries.getQueryData(toLiveKey('u/alice', 'volumes'))).toEqual([])
    expect(queries.getQueryData(toLiveKey('g/k3f9', 'volumes'))).toEqual([disk])
  })

  it('has what is known of one item read again when its line changes', () => {
    const queries = new QueryClient()
    const keyOf = (name: string) => workloadQuery('u/alice', { kind: 'service', name }).queryKey
    for (const name of ['web', 'other']) queries.setQueryData([...keyOf(name)], disk)
    const item = { name: 'web', kind: 'service', uid: 'a' }
    const change = { space: 'u/alice' as const, kind: 'workloads', key: 'service/web', item }
    patchQueries(queries, { kind: 'change', change, position: 'ab-1' })
    expect(queries.getQueryState(keyOf('web'))?.isInvalidated).toBe(true)
    expect(queries.getQueryState(keyOf('other'))?.isInvalidated).toBe(false)
  })

  it('has everything read again after a gap', () => {
    const queries = new QueryClient()
    queries.setQueryData(toLiveKey('u/alice', 'volumes'), [disk])
    queries.setQueryData(['other'], 1)
    patchQueries(queries, { kind: 'resync', position: 'ab-1' })
    expect(queries.getQueryState(toLiveKey('u/alice', 'volumes'))?.isInvalidated).toBe(true)
    expect(queries.getQueryState(['other'])?.isInvalidated).toBe(false)
  })
})
