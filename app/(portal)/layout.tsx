import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { PortalFrame } from '#components/spaces/portal-frame.tsx'
import type { SpaceFullest } from '#components/quota/space-quota-chip.tsx'
import { toStaleSince } from '#components/live/live-message.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { getSessionTimes } from '#lib/auth/session.ts'
import { getClusterState } from '#lib/http/live/live.ts'
import { getPagePosition, runLayout } from '#lib/http/page.ts'
import { getRequestId } from '#lib/http/request-scope.ts'
import { pickMessages } from '#lib/i18n/pick-messages.ts'
import { getQuota } from '#lib/quota/operations.ts'
import { findScope, listSpaces } from '#lib/spaces/operations-list.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { getProfile } from '#lib/users/operations-profile.ts'
import { buildShellModel } from './shell-model.ts'

/** What the pages of spaces and of the person say. */
const MESSAGES = ['home', 'storagePage', 'quotaPage', 'activity', 'profile', 'live'] as const

/** The frame of all pages for people who are signed in. Whether somebody is, each page finds out by itself. */
export default function PortalLayout({ children }: { children: ReactNode }) {
  return runLayout(async (actor) => {
    if (!actor) return children
    const [t, times, messages] = await Promise.all([getTranslations(), getSessionTimes(), pickMessages(MESSAGES)])
    const spaces = listSpaces(actor)
    return (
      <PortalFrame
        messages={messages}
        model={buildShellModel({ actor, profile: getProfile(actor), spaces, t })}
        times={times}
        fullest={listFullest(actor, spaces)}
        live={{
          userUid: actor.uid,
          spaces: spaces.map(({ id }) => id),
          position: getPagePosition(),
          requestId: getRequestId(),
          staleSince: toStaleSince(getClusterState(), Date.now()),
        }}
      >
        {children}
      </PortalFrame>
    )
  })
}

function listFullest(actor: Actor, spaces: SpaceSummary[]): SpaceFullest[] {
  return spaces.flatMap(({ id }) => {
    const found = findScope(actor, 'quota.read', id)
    const item = 'scope' in found ? getQuota(found.scope).items[0] : undefined
    return item ? [{ space: id, resource: item.resource, used: item.used, limit: item.limit }] : []
  })
}
