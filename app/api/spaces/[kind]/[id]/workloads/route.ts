import { authorize } from '#lib/auth/authorize.ts'
import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { defineRoute } from '#lib/http/route.ts'
import { listWorkloads } from '#lib/workloads/operations.ts'

/** The workloads of a space. */
export const GET = defineRoute({ name: 'GET workloads', params: spaceParamsSchema }, (actor, { params }) =>
  listWorkloads(authorize(actor, 'workload.read', params)),
)
