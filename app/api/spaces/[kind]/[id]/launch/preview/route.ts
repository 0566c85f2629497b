import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { defineRoute } from '#lib/http/route.ts'
import { previewLaunch } from '#lib/workloads/operations-preview.ts'
import { previewBodySchema } from '#lib/workloads/schema-refs.ts'

/** What a launch or an edit would do; makes nothing. */
export const POST = defineRoute(
  { name: 'POST launch preview', params: spaceParamsSchema, body: previewBodySchema },
  (actor, { params, body }) => previewLaunch(actor, { space: params, ...body }),
)
