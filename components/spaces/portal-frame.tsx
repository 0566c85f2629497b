'use client'

import type { Messages } from 'next-intl'
import { type ReactNode, useEffect } from 'react'
import { UploadTrayElsewhere } from '#components/files/upload/upload-tray.tsx'
import { AppShell } from '#components/layout/app-shell.tsx'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import type { ShellModel } from '#components/layout/shell-model.ts'
import { LiveBanner } from '#components/live/live-banner.tsx'
import { LiveProvider, type LiveStart } from '#components/live/live-provider.tsx'
import { type SpaceFullest, SpaceQuotaChip } from '#components/quota/space-quota-chip.tsx'
import type { SessionTimes } from '#components/session/session-message.ts'
import { useOnDemand } from '#components/ui/use-on-demand.ts'

// A session lasts for minutes at least: what keeps it alive comes when the page is there.
const loadSession = () => import('#components/session/session-end.ts')
const loadKeeper = async () => ({ default: (await import('#components/session/session-keeper.tsx')).SessionKeeper })
const LOAD_AGAIN_MS = 10_000

interface PortalFrameProps {
  messages: Partial<Messages>
  model: ShellModel
  /** Null: the session's cookie is gone, and the next page will say so. */
  times: SessionTimes | null
  fullest: SpaceFullest[]
  live: LiveStart
  children: ReactNode
}

/** The frame, what keeps the session alive, and what keeps the pages new. */
export function PortalFrame({ messages, model, times, fullest, live, children }: PortalFrameProps) {
  const { Component: SessionKeeper, start } = useOnDemand(loadKeeper)
  const isMissing = SessionKeeper === null
  useEffect(() => {
    if (!isMissing) return
    start()
    const timer = setInterval(start, LOAD_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isMissing, start])
  return (
    <MoreMessages messages={messages}>
      <LiveProvider start={live} renewSession={async () => (await loadSession()).recoverSession()}>
        <AppShell
          model={model}
          quotaChip={<SpaceQuotaChip fullest={fullest} />}
          banners={
            <>
              {times && SessionKeeper && <SessionKeeper {...times} />}
              <LiveBanner />
            </>
          }
          onSignOut={async () => (await loadSession()).signOut()}
        >
          {children}
        </AppShell>
        <UploadTrayElsewhere />
      </LiveProvider>
    </MoreMessages>
  )
}
