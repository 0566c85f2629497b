import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { watchKind } from '#lib/kube/cache.ts'
import type { CachedKind } from '#lib/kube/cache.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { quotasKind } from '#lib/quota/operations-cache.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import { toFoundObject } from './objects-digest.ts'
import type { FoundObject } from './objects-digest.ts'
import type { SpaceObjectKind } from './schema.ts'
import type { KnownObjects } from './status.ts'

// Nobody waits for these: they only tell what has to be mended.
const rest = { isNamespaced: true, isOptional: true, toItem: toFoundObject }

const roleBindingsKind = watchKind({
  ...rest,
  name: 'roleBindings',
  path: '/apis/rbac.authorization.k8s.io/v1/rolebindings',
})
/** With what it says, because launches are held against it. */
export const limitRangesKind = watchKind({
  ...rest,
  name: 'limitRanges',
  path: '/api/v1/limitranges',
  toItem: (raw: KubeObject) => ({ ...toFoundObject(raw), spec: raw.spec }),
})
const networkPoliciesKind = watchKind({
  ...rest,
  name: 'networkPolicies',
  path: '/apis/networking.k8s.io/v1/networkpolicies',
})

/** Which list tells of which kind of object. */
export const SPACE_KINDS = {
  Namespace: namespacesKind,
  RoleBinding: roleBindingsKind,
  LimitRange: limitRangesKind,
  ResourceQuota: quotasKind,
  NetworkPolicy: networkPoliciesKind,
  PersistentVolumeClaim: claimsKind,
} as const satisfies Record<SpaceObjectKind, CachedKind<unknown>>

export function readKnownObjects(namespace: string): KnownObjects {
  const find = (kind: SpaceObjectKind, name: string): FoundObject | undefined => {
    switch (kind) {
      case 'RoleBinding':
      case 'LimitRange':
      case 'ResourceQuota':
      case 'NetworkPolicy':
        return SPACE_KINDS[kind].get({ namespace, name })
      case 'PersistentVolumeClaim': {
        const claim = claimsKind.get({ namespace, name })
        return claim && { ...claim, digest: '' }
      }
      case 'Namespace':
        return undefined
    }
  }
  return { namespace: namespacesKind.get({ name: namespace }), find }
}
