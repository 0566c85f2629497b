import { authorize } from '#lib/auth/authorize.ts'
import { defineRoute } from '#lib/http/route.ts'
import { getWorkload } from '#lib/workloads/operations.ts'
import { toGoneError } from '#lib/workloads/operations-context.ts'
import { workloadParamsSchema } from '#lib/workloads/schema-refs.ts'

/** All that is known of one workload. */
export const GET = defineRoute({ name: 'GET workload', params: workloadParamsSchema }, async (actor, { params }) => {
  const workload = await getWorkload(authorize(actor, 'workload.read', params.space), params)
  if (!workload) throw toGoneError(params)
  return workload
})
