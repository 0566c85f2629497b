import { describe, expect, it } from 'vitest'
import type { Volume } from '#lib/storage/schema.ts'
import { buildVolume } from '#lib/storage/testing/volumes.ts'
import { getStateText, getUsedShare, getVolumeState, sortVolumes } from './volume-state.ts'

const volume = buildVolume({ name: 'notes', usedBytes: 25, usedAt: '2026-11-24T06:00:00Z' })

describe('the state of a volume', () => {
  it('is calm while only a next use is awaited', () => {
    expect(getVolumeState({ phase: 'growing', waitsForUse: false })).toBe('progress')
    expect(getVolumeState({ phase: 'growing', waitsForUse: true })).toBe('idle')
    expect(getStateText({ ...volume, phase: 'growing', waitsForUse: true })).toBe('growsOnUse')
  })

  it('says what a deletion waits for', () => {
    const mountedBy = [{ pod: 'p', workload: null, workloadKind: null, since: null, isFileServer: false }]
    expect(getStateText({ ...volume, phase: 'deleting' })).toBe('deleting')
    expect(getStateText({ ...volume, phase: 'deleting', mountedBy })).toBe('deletingWaits')
  })
})

describe('getUsedShare', () => {
  it('invents no number', () => {
    expect(getUsedShare(volume)).toBe(0.25)
    expect(getUsedShare({ ...volume, usedBytes: null })).toBeNull()
    expect(getUsedShare({ ...volume, capacityBytes: null })).toBeNull()
  })
})

describe('sortVolumes', () => {
  it('puts the first volume of the space first and the others by what people call them', () => {
    const named = (name: string, part: Partial<Volume> = {}) => ({ ...volume, name, ...part })
    const sorted = sortVolumes([
      named('disk-10'),
      named('group-x-9f', { title: 'Archive' }),
      named('zz', { isPrimary: true }),
      named('disk-2'),
    ])
    expect(sorted.map(({ name }) => name)).toEqual(['zz', 'group-x-9f', 'disk-2', 'disk-10'])
  })
})
