import { queryOptions } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { readJson } from '#lib/http/call.ts'
import { toLiveKey } from '#lib/http/live/query-key.ts'
import { routes } from '#lib/routes.ts'
import type { Volume } from './schema.ts'

/** Kept new by the stream, volume by volume. */
export function volumesQuery(space: SpaceId) {
  return queryOptions({
    queryKey: toLiveKey(space, 'volumes'),
    queryFn: ({ signal }) => readJson<Volume[]>(routes.api.volumes(space), { signal }),
  })
}
