import { groupsKind, namespacesKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { getQuotaRole } from '#lib/auth/quota-role.ts'
import { parseSpaceId } from '#lib/auth/space-id.ts'
import { getEnv } from '#lib/env.ts'
import { listOrigins } from './status.ts'

/** Who gave a space what differs from the standard; from the cache, for a namespace that was authorized. */
export function readOrigins(namespace: string): ReturnType<typeof listOrigins> {
  const space = parseSpaceId(namespacesKind.get({ name: namespace })?.spaceId ?? '')
  if (!space) return {}
  if (space.kind === 'group') return listOrigins(groupsKind.get({ name: space.name })?.quota ?? {}, null)
  const user = usersKind.get({ name: space.name })
  if (!user) return {}
  return listOrigins(user.quota, getQuotaRole(getEnv().quotaRoles, user.quotaRole))
}
