import { watchKind } from '#lib/kube/cache.ts'
import { toClaim } from './objects-claims.ts'
import { toStorageClass } from './objects-classes.ts'
import { toPod } from './objects-pods.ts'

export const claimsKind = watchKind({
  name: 'volumes',
  path: '/api/v1/persistentvolumeclaims',
  isNamespaced: true,
  toItem: toClaim,
})

/** Defined here because volumes say who mounts them; quota, usage and later workloads read the same list. */
export const podsKind = watchKind({
  name: 'pods',
  path: '/api/v1/pods',
  isNamespaced: true,
  toItem: toPod,
})

export const storageClassesKind = watchKind({
  name: 'storageClasses',
  path: '/apis/storage.k8s.io/v1/storageclasses',
  isNamespaced: false,
  toItem: toStorageClass,
})
