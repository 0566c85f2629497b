import { describe, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { toClaim, toVolume, toVolumeClass } from './claim.ts'
import type { Claim, Volume } from './claim.ts'
import { buildPersistentVolume } from './persistent-volume.ts'
import { buildStorageClasses } from './storage-classes.ts'
import { decideVolumeAction } from './volume-action.ts'
import type { VolumeState } from './volume-action.ts'

const GIB = 1024n ** 3n
const UID = '0a1b2c3d-0000-4000-8000-000000000001'
const NAME = `pvc-${UID}`
const [standard, , shared] = buildStorageClasses().map(toVolumeClass)

function buildClaim(changes: { spec?: object; status?: object; metadata?: object } = {}): Claim {
  return toClaim({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      namespace: 'space',
      name: 'disk',
      uid: UID,
      annotations: { 'volume.kubernetes.io/selected-node': 'node-1' },
      ...changes.metadata,
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'standard',
      resources: { requests: { storage: '1Gi' } },
      ...changes.spec,
    },
    status: { phase: 'Pending', ...changes.status },
  })
}

function buildBoundClaim(request: string, capacity: string, status: object = {}): Claim {
  return buildClaim({
    spec: { volumeName: NAME, resources: { requests: { storage: request } } },
    status: { phase: 'Bound', capacity: { storage: capacity }, ...status },
  })
}

function buildVolume(phase: string, reclaimPolicy = 'Delete'): Volume {
  const object: KubeObject = buildPersistentVolume({
    name: NAME,
    claim: buildClaim(),
    volumeClass: { ...requireDefined(standard), reclaimPolicy },
    sizeBytes: Number(GIB),
    path: '/volumes/data',
    nodeName: 'node-1',
  })
  object.metadata.uid = 'volume-uid'
  return requireDefined(toVolume({ ...object, status: { phase } }))
}

function requireDefined<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('missing')
  return value
}

function decide(state: Partial<VolumeState>) {
  return decideVolumeAction({
    claim: null,
    volume: null,
    volumeClass: standard ?? null,
    isBeingRemoved: false,
    nodeName: 'node-1',
    ...state,
  })
}

describe('a claim without a volume', () => {
  test('gets one when the scheduler has chosen this node', () => {
    const claim = buildClaim()
    expect(decide({ claim })).toEqual({ kind: 'create', claim, volumeClass: standard })
  })

  test.each([
    ['no node is chosen', buildClaim({ metadata: { annotations: {} } })],
    [
      'another node is chosen',
      buildClaim({ metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'x' } } }),
    ],
    ['it is being deleted', buildClaim({ metadata: { deletionTimestamp: '2026-11-01T00:00:00Z' } })],
    ['it names the volume it wants', buildClaim({ spec: { volumeName: 'other' } })],
    ['its volume is lost', buildClaim({ status: { phase: 'Lost' } })],
  ])('waits when %s', (_, claim) => {
    expect(decide({ claim }).kind).toBe('none')
  })

  test('is left to others when its class is not ours or not known', () => {
    const claim = buildClaim()
    const volumeClass = { ...requireDefined(standard), isOurs: false }
    expect(decide({ claim, volumeClass }).kind).toBe('none')
    expect(decide({ claim, volumeClass: null }).kind).toBe('none')
  })

  test('gets one at once when its class does not wait for a pod', () => {
    const claim = buildClaim({ metadata: { annotations: {} } })
    const volumeClass = { ...requireDefined(standard), waitsForConsumer: false }
    expect(decide({ claim, volumeClass }).kind).toBe('create')
  })

  test.each([
    [{ volumeMode: 'Block' }, /volumeMode/],
    [{ dataSource: { kind: 'PersistentVolumeClaim', name: 'a' } }, /dataSource/],
    [{ dataSourceRef: { kind: 'VolumeSnapshot', name: 'a' } }, /dataSource/],
    [{ selector: { matchLabels: { a: 'b' } } }, /selector/],
    [{ accessModes: ['ReadWriteMany'] }, /standard offers ReadWriteOnce and ReadWriteOncePod, not ReadWriteMany/],
    [{ accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }, /not ReadOnlyMany/],
  ])('is refused with a sentence for %j', (spec, sentence) => {
    const action = decide({ claim: buildClaim({ spec }) })
    expect(action).toMatchObject({ kind: 'refuse', sentence: expect.stringMatching(sentence) })
  })

  test('may ask the shared class for ReadWriteMany, and not for ReadWriteOncePod', () => {
    const volumeClass = shared ?? null
    const many = buildClaim({ spec: { accessModes: ['ReadWriteMany'] } })
    const oncePod = buildClaim({ spec: { accessModes: ['ReadWriteOncePod'] } })
    expect(decide({ claim: many, volumeClass }).kind).toBe('create')
    expect(decide({ claim: oncePod, volumeClass }).kind).toBe('refuse')
  })
})

describe('a bound volume', () => {
  test('is left alone when it is as large as asked for', () => {
    expect(decide({ claim: buildBoundClaim('1Gi', '1Gi'), volume: buildVolume('Bound') }).kind).toBe('none')
    expect(decide({ claim: buildBoundClaim('100Mi', '300Mi'), volume: buildVolume('Bound') }).kind).toBe('none')
  })

  test('grows when the claim asks for more', () => {
    const action = decide({ claim: buildBoundClaim('2Gi', '1Gi'), volume: buildVolume('Bound') })
    expect(action).toMatchObject({ kind: 'grow', targetBytes: 2n * GIB })
  })

  test('ends a growth that was begun, without ever getting smaller', () => {
    const status = { conditions: [{ type: 'Resizing', status: 'True' }] }
    const claim = buildBoundClaim('512Mi', '512Mi', status)
    expect(decide({ claim, volume: buildVolume('Bound') })).toMatchObject({ kind: 'grow', targetBytes: GIB })
  })

  test('does not follow a claim that it is not bound to', () => {
    const claim = { ...buildBoundClaim('2Gi', '1Gi'), uid: 'another' }
    expect(decide({ claim, volume: buildVolume('Bound') }).kind).toBe('none')
  })
})

describe('a volume whose claim is gone', () => {
  test('is removed when its policy is Delete', () => {
    expect(decide({ volume: buildVolume('Released') }).kind).toBe('remove')
  })

  test('stays when its policy is Retain', () => {
    expect(decide({ volume: buildVolume('Released', 'Retain') }).kind).toBe('none')
  })

  test('is removed to the end when the PersistentVolume vanishes meanwhile', () => {
    expect(decide({ isBeingRemoved: true }).kind).toBe('remove')
  })

  test('is only discarded when empty when nothing says that it may be deleted', () => {
    expect(decide({}).kind).toBe('discard-if-empty')
  })
})

test('a PersistentVolume that somebody else made is not ours', () => {
  const object = buildPersistentVolume({
    name: NAME,
    claim: buildClaim(),
    volumeClass: requireDefined(standard),
    sizeBytes: Number(GIB),
    path: '/volumes/data',
    nodeName: 'node-1',
  })
  object.metadata.uid = 'volume-uid'
  object.metadata.annotations = { 'pv.kubernetes.io/provisioned-by': 'example.com/other' }
  expect(toVolume(object)).toBeNull()
})
