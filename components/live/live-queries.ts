import { QueryClient } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { CallError } from '#lib/http/call.ts'
import { toFollowerKey } from '#lib/http/live/query-key.ts'

const RETRIES_MAX = 5
// Who did something is written down a moment after it is done, and a burst of changes is read once.
const FOLLOW_DELAY_MS = 1500

/** The one cache of the browser. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The stream keeps it new for as long as the tab lives; what it cannot promise it says, and then all is read again.
        staleTime: Infinity,
        gcTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => failures < RETRIES_MAX && (!(error instanceof CallError) || isPassing(error)),
      },
    },
  })
}

function isPassing({ status }: CallError): boolean {
  return status === 0 || status === 429 || status >= 500
}

const timers = new Map<SpaceId | null, ReturnType<typeof setTimeout>>()

/** What is not sent itself changes when something else does: it is read again where it is shown. */
export function readFollowersSoon(queries: QueryClient, space: SpaceId | null): void {
  clearTimeout(timers.get(space))
  const read = () => void queries.invalidateQueries({ queryKey: toFollowerKey(space) })
  timers.set(space, setTimeout(read, FOLLOW_DELAY_MS))
}
