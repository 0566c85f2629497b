import { expect, test } from 'vitest'
import { toVolumeClass } from './claim.ts'
import { buildStorageClasses } from './storage-classes.ts'

test('one class is the default, and only the shared one has a fixed size and serves several workloads', () => {
  const rows = buildStorageClasses().map((object) => ({
    name: object.metadata.name,
    isDefault: object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
    canGrow: object.allowVolumeExpansion,
    accessModes: toVolumeClass(object).accessModes,
  }))
  expect(rows).toEqual([
    { name: 'standard', isDefault: true, canGrow: true, accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'] },
    { name: 'fast', isDefault: false, canGrow: true, accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'] },
    { name: 'shared', isDefault: false, canGrow: false, accessModes: ['ReadWriteMany', 'ReadWriteOnce'] },
  ])
})

test('each class is ours, waits for a pod, and is explained', () => {
  for (const object of buildStorageClasses()) {
    expect(toVolumeClass(object)).toMatchObject({ isOurs: true, waitsForConsumer: true, reclaimPolicy: 'Delete' })
    expect(object.metadata.annotations?.['moorage.dev/description']).toMatch(/^[A-Z].*\.$/)
  }
})
