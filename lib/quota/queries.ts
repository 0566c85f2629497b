import { queryOptions } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { readJson } from '#lib/http/call.ts'
import { toLiveKey } from '#lib/http/live/query-key.ts'
import { routes } from '#lib/routes.ts'
import type { QuotaView } from './schema.ts'

export function quotaQuery(space: SpaceId) {
  return queryOptions({
    queryKey: toLiveKey(space, 'quota'),
    queryFn: ({ signal }) => readJson<QuotaView>(routes.api.spaceQuota(space), { signal }),
  })
}
