import type { SpaceId } from '#lib/auth/space-id.ts'
import type { LiveEvents } from '#lib/http/live/event-text.ts'

/** What a tab wants to hear of. */
export interface LiveWish {
  spaces: readonly SpaceId[]
  isAdmin: boolean
}

export type LiveChange = LiveEvents['change']

/** What a tab is told; `position` is how far it then knows everything. */
export type LiveNews =
  | { kind: 'change'; change: LiveChange; position: string | null }
  /** Something may have been missed: what is shown has to be read again. */
  | { kind: 'resync'; position: string | null }

export type LiveStatus =
  /** Changes arrive as they happen. */
  | 'live'
  /** The first connection is on its way. */
  | 'starting'
  /** The connection is lost and tried again. */
  | 'waiting'
  /** Somebody ended the session. */
  | 'signed-out'
  /** The person's spaces are not the ones that were asked for any more. */
  | 'access-changed'

export interface LiveState {
  status: LiveStatus
  /** From when what the portal knows is, as an ISO time; null while it is current. */
  staleSince: string | null
}

/** The cluster's clock and the browser's may differ, so what comes is an age. */
export function toStaleSince({ isCurrent, ageSeconds }: LiveEvents['cluster'], nowMs: number): string | null {
  return isCurrent ? null : new Date(nowMs - (ageSeconds ?? 0) * 1000).toISOString()
}

/** Between the tabs of one browser; whoever holds the stream speaks for it. */
export type TabMessage =
  /** A tab is here, wants this, and knows everything up to the position. */
  | { kind: 'hello'; tab: string; wish: LiveWish; position: string | null }
  | { kind: 'bye'; tab: string }
  /** Another tab holds the stream from now on; everybody says hello to it. */
  | { kind: 'leader' }
  | { kind: 'news'; news: LiveNews }
  | { kind: 'state'; state: LiveState }
  /** The answer to a hello. */
  | { kind: 'catch-up'; tab: string; news: LiveNews[] }
