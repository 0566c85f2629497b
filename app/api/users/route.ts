import { defineRoute } from '#lib/http/route.ts'
import { listUsers } from '#lib/users/operations.ts'
import { listUsersSchema } from '#lib/users/schema.ts'

/** One page of all users, for administrators. */
export const GET = defineRoute({ name: 'GET /api/users', query: listUsersSchema }, (actor, { query }) =>
  listUsers(actor, query),
)
