import { queryOptions } from '@tanstack/react-query'
import { readJson } from '#lib/http/call.ts'
import { routes } from '#lib/routes.ts'
import type { SessionView } from './schema.ts'

/** Where the person who asks is signed in. */
export function sessionsQuery() {
  return queryOptions({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => readJson<SessionView[]>(routes.api.sessions(), { signal }),
  })
}
