import { namespacesKind } from '#lib/auth/cached-kinds.ts'
import { getEnv } from '#lib/env.ts'
import type { MapContext } from './objects-map.ts'

/** What web addresses of a space are made of; null where the installation gives out none. */
export function getAddresses(namespace: string): MapContext['addresses'] {
  const { appsDomain } = getEnv()
  const namespaceUid = namespacesKind.get({ name: namespace })?.uid
  return appsDomain !== null && namespaceUid ? { namespaceUid, appsDomain } : null
}
