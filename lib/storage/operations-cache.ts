import { watchKind } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { toPodFacts } from '#lib/workloads/objects-pods.ts'
import type { PodFacts } from '#lib/workloads/objects-pods.ts'
import { toClaimFacts } from '#lib/workloads/objects-surroundings.ts'
import type { ClaimFacts } from '#lib/workloads/objects-surroundings.ts'
import { outsidePods } from './operations-outside.ts'
import { toClaim } from './objects-claims.ts'
import type { Claim } from './objects-claims.ts'
import { toStorageClass } from './objects-classes.ts'
import { toPod } from './objects-pods.ts'
import type { Pod } from './objects-pods.ts'

/** A claim with what workloads are explained by. */
export interface CachedClaim extends Claim {
  readonly facts: ClaimFacts
}

/** A pod with what workloads are explained by. */
export interface CachedPod extends Pod {
  readonly facts: PodFacts
}

export const claimsKind = watchKind({
  name: 'volumes',
  path: '/api/v1/persistentvolumeclaims',
  isNamespaced: true,
  toItem: (raw: KubeObject): CachedClaim => ({ ...toClaim(raw), facts: toClaimFacts(raw) }),
})

/** Defined here because volumes say who mounts them; quota, usage, files and workloads read the same list. */
export const podsKind = watchKind({
  name: 'pods',
  path: '/api/v1/pods',
  isNamespaced: true,
  toItem: (raw: KubeObject): CachedPod => ({ ...toPod(raw), facts: toPodFacts(raw) }),
  outside: outsidePods,
})

export const storageClassesKind = watchKind({
  name: 'storageClasses',
  path: '/apis/storage.k8s.io/v1/storageclasses',
  isNamespaced: false,
  toItem: toStorageClass,
})
