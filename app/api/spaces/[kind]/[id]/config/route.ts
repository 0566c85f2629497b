import { authorize } from '#lib/auth/authorize.ts'
import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { listConfig } from '#lib/config/operations.ts'
import { defineRoute } from '#lib/http/route.ts'

/** ConfigMaps and, for those who may know of them, Secrets of a space; never a value. */
export const GET = defineRoute({ name: 'GET config', params: spaceParamsSchema }, (actor, { params }) =>
  listConfig(authorize(actor, 'config.read', params)),
)
