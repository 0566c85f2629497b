import { queryOptions } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { readJson } from '#lib/http/call.ts'
import { toFollowerKey } from '#lib/http/live/query-key.ts'
import { routes } from '#lib/routes.ts'
import type { ActivityEntry } from './schema.ts'

/** Newest first, 200 at most. */
export function activityQuery(space: SpaceId) {
  return queryOptions({
    queryKey: [...toFollowerKey(space), 'activity'],
    queryFn: ({ signal }) => readJson<ActivityEntry[]>(routes.api.spaceActivity(space), { signal }),
  })
}
