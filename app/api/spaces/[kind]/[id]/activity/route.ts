import { listActivity } from '#lib/audit/activity.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { defineRoute } from '#lib/http/route.ts'

/** Who did what in a space, newest first. */
export const GET = defineRoute({ name: 'GET activity', params: spaceParamsSchema }, (actor, { params }) =>
  listActivity(authorize(actor, 'activity.read', params)),
)
