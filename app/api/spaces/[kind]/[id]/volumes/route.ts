import { authorize } from '#lib/auth/authorize.ts'
import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { defineRoute } from '#lib/http/route.ts'
import { listVolumes } from '#lib/storage/operations.ts'

/** The volumes of a space. */
export const GET = defineRoute({ name: 'GET volumes', params: spaceParamsSchema }, (actor, { params }) =>
  listVolumes(authorize(actor, 'space.read', params)),
)
