import { readTableQuery } from '#components/data-table/table-state.ts'
import { listUsersSchema, type ListUsersInput } from '#lib/users/schema.ts'

export const USERS_PAGE_SIZE = 25

export const USER_FILTERS = ['all', 'active', 'disabled', 'deleted', 'admin'] as const
export const USER_FILTER_PARAM = 'show'

type Address = Record<string, string | string[] | undefined>

/** What the address of the page asks for; nonsense in it counts as nothing. */
export function toUsersInput(address: Address): ListUsersInput {
  const { search, page } = readTableQuery(address, { columns: [] })
  const filter = USER_FILTERS.find((one) => one === address[USER_FILTER_PARAM]) ?? 'all'
  const isState = filter === 'active' || filter === 'disabled' || filter === 'deleted'
  return listUsersSchema.parse({
    search: search.slice(0, 100),
    page,
    pageSize: USERS_PAGE_SIZE,
    ...(isState ? { state: filter } : {}),
    ...(filter === 'admin' ? { role: 'admin' } : {}),
  })
}
