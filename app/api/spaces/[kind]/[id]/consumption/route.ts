import { authorize } from '#lib/auth/authorize.ts'
import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { defineRoute } from '#lib/http/route.ts'
import { listConsumption } from '#lib/workloads/operations-consumption.ts'

/** What the workloads of a space use now. */
export const GET = defineRoute({ name: 'GET consumption', params: spaceParamsSchema }, (actor, { params }) =>
  listConsumption(authorize(actor, 'workload.read', params)),
)
