import { queryOptions } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { readJson } from '#lib/http/call.ts'
import { toFollowerKey } from '#lib/http/live/query-key.ts'
import { routes } from '#lib/routes.ts'
import type { ConfigMapContent, ConfigOverview } from './schema.ts'

/** Read again a moment after anything else of the space has changed: who uses what is in it. */
export function configQuery(space: SpaceId) {
  return queryOptions({
    queryKey: [...toFollowerKey(space), 'config'],
    queryFn: ({ signal }) => readJson<ConfigOverview>(routes.api.config(space), { signal }),
  })
}

/** One ConfigMap with its texts, as it is now: who edits begins with that, and it does not change under the hands. */
export function configMapQuery(space: SpaceId, name: string) {
  return queryOptions({
    queryKey: ['config-map', space, name],
    queryFn: ({ signal }) => readJson<ConfigMapContent>(routes.api.configMap(space, name), { signal }),
    staleTime: 0,
    gcTime: 0,
  })
}
