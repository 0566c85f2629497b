import type { Actor } from '#lib/auth/actor.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { requireKnownRights } from '#lib/auth/freshness.ts'
import type { ProfileView } from './schema.ts'

/** What Moorage knows of the one who asks; from the cache. */
export function getProfile(actor: Actor): ProfileView {
  requireKnownRights()
  const user = usersKind.get({ name: actor.username })
  const isSame = user?.uid === actor.uid
  return {
    username: actor.username,
    displayName: actor.displayName,
    email: isSame ? user.email : '',
    createdAt: isSame ? user.createdAt : null,
    isAdmin: actor.isAdmin,
  }
}
