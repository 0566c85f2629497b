import type { SpaceId } from '#lib/auth/space-id.ts'

/** What a stream tells; each is one server-sent event of this name, its data JSON. */
export interface LiveEvents {
  /** The first one: whatever changes from now on will come, and what was missed since the position that was given. */
  ready: { spaces: SpaceId[]; isAdmin: boolean }
  /** `item` is null when it is gone; `space` is null for what is only on an administrator's stream. */
  change: { space: SpaceId | null; kind: string; key: string; item: unknown }
  /** Something was missed: everything that is shown of these spaces (and of administration) has to be read again. */
  resync: { spaces: SpaceId[]; isAdmin: boolean }
  /** Whether what the portal knows is current, and how old it is; null: it knows nothing yet. */
  cluster: { isCurrent: boolean; ageSeconds: number | null }
  /** The last one. */
  end: { reason: EndReason }
}

/**
 * "signed-out": do not come again. "access-changed": find out which spaces there are now, then come again with those.
 * The others: come again with the last id.
 */
export type EndReason = 'signed-out' | 'access-changed' | 'renew' | 'too-slow' | 'shutdown'

const encoder = new TextEncoder()

/** One event as it goes over the wire; JSON has no line breaks of its own, so it needs one data line. */
export function encodeEvent<Name extends keyof LiveEvents>(
  name: Name,
  data: LiveEvents[Name],
  id?: string,
): Uint8Array {
  return encoder.encode(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
}

/** How long a browser waits before it comes again after a lost connection. */
export const RETRY = encoder.encode('retry: 2000\n\n')

/** A comment, so that proxies between do not take a quiet stream for a dead one. */
export const HEARTBEAT = encoder.encode(': still here\n\n')
