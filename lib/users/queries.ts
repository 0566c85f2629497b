import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { readJson } from '#lib/http/call.ts'
import { toFollowerKey } from '#lib/http/live/query-key.ts'
import { routes } from '#lib/routes.ts'
import type { ListUsersQuery, SessionView, UserPage } from './schema.ts'

/** Searched and paged on the server; the page that is shown stays until the next one is there. */
export function usersQuery(query: ListUsersQuery) {
  return queryOptions({
    queryKey: [...toFollowerKey(null), 'users', query],
    queryFn: ({ signal }) => readJson<UserPage>(routes.api.users(query), { signal }),
    placeholderData: keepPreviousData,
  })
}

/** Where the person who asks is signed in. */
export function sessionsQuery() {
  return queryOptions({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => readJson<SessionView[]>(routes.api.sessions(), { signal }),
  })
}
