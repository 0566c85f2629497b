import { expect, test } from 'vitest'
import { findDefaultClass, selectClasses, toStorageClass } from './objects-classes.ts'

function build(name: string, more: Record<string, unknown> = {}, annotations: Record<string, string> = {}) {
  const metadata = { name, annotations, creationTimestamp: '2026-11-24T00:00:00Z' }
  return toStorageClass({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, ...more })
}

const DEFAULT = { 'storageclass.kubernetes.io/is-default-class': 'true' }

test('a class says what its volumes can do', () => {
  const annotations = {
    ...DEFAULT,
    'moorage.dev/description': 'For files that several workloads use.',
    'moorage.dev/access-modes': 'ReadWriteMany, ReadWriteOnce, Nonsense',
    'moorage.dev/minimum-size': '1Gi',
  }
  const more = { volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true }
  expect(build('shared', more, annotations)).toEqual({
    name: 'shared',
    description: 'For files that several workloads use.',
    isDefault: true,
    canGrow: true,
    accessModes: ['ReadWriteOnce', 'ReadWriteMany'],
    minimumBytes: 1024 ** 3,
    waitsForFirstUse: true,
    createdAt: '2026-11-24T00:00:00Z',
  })
})

test('a class without a word about it cannot grow, has its disk at once and any access mode', () => {
  expect(build('plain')).toMatchObject({
    description: null,
    isDefault: false,
    canGrow: false,
    accessModes: ['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod'],
    minimumBytes: 1024 ** 2,
    waitsForFirstUse: false,
  })
})

test('the parameter of the local cluster says the access modes where no annotation does', () => {
  expect(build('shared', { parameters: { accessModes: 'ReadWriteMany,ReadWriteOnce' } }).accessModes).toEqual([
    'ReadWriteOnce',
    'ReadWriteMany',
  ])
})

test.each(['-1Gi', 'lots', '0', '1'])('a minimum of %s counts as none', (text) => {
  expect(build('x', {}, { 'moorage.dev/minimum-size': text }).minimumBytes).toBe(1024 ** 2)
})

test('only what the administrator names is offered, the default first', () => {
  const classes = [build('standard'), build('fast', {}, DEFAULT), build('secret')]
  expect(selectClasses(classes, []).map(({ name }) => name)).toEqual(['fast', 'secret', 'standard'])
  expect(selectClasses(classes, ['standard', 'fast', 'gone']).map(({ name }) => name)).toEqual(['fast', 'standard'])
})

test('of two defaults the newer one counts, as in Kubernetes', () => {
  const older = { ...build('older', {}, DEFAULT), createdAt: '2026-01-01T00:00:00Z' }
  const newer = build('newer', {}, DEFAULT)
  expect(findDefaultClass([older, newer])?.name).toBe('newer')
  expect(selectClasses([older, newer], []).filter(({ isDefault }) => isDefault)).toHaveLength(1)
  expect(findDefaultClass([build('none')])).toBeUndefined()
})
