import { watchKind } from '#lib/kube/cache.ts'
import { toGroupRecord } from './group-record.ts'
import { toManagedNamespace } from './managed-namespace.ts'
import { toUserRecord } from './user-record.ts'

/** The three lists that every decision about rights rests on. */
export const usersKind = watchKind({
  name: 'users',
  path: '/apis/moorage.dev/v1alpha1/users',
  isNamespaced: false,
  toItem: toUserRecord,
})

export const groupsKind = watchKind({
  name: 'groups',
  path: '/apis/moorage.dev/v1alpha1/groups',
  isNamespaced: false,
  toItem: toGroupRecord,
})

export const namespacesKind = watchKind({
  name: 'namespaces',
  path: '/api/v1/namespaces',
  isNamespaced: false,
  toItem: toManagedNamespace,
})
