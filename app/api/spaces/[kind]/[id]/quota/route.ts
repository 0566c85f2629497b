import { authorize } from '#lib/auth/authorize.ts'
import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { defineRoute } from '#lib/http/route.ts'
import { getQuota } from '#lib/quota/operations.ts'

/** How much of what a space may use is used, and by what. */
export const GET = defineRoute({ name: 'GET quota', params: spaceParamsSchema }, (actor, { params }) =>
  getQuota(authorize(actor, 'quota.read', params)),
)
