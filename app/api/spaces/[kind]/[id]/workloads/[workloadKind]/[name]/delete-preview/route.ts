import { authorize } from '#lib/auth/authorize.ts'
import { defineRoute } from '#lib/http/route.ts'
import { toGoneError } from '#lib/workloads/operations-context.ts'
import { getDeletePreview } from '#lib/workloads/operations-delete-preview.ts'
import { workloadParamsSchema } from '#lib/workloads/schema-refs.ts'

/** What goes with a workload and what stays. */
export const GET = defineRoute(
  { name: 'GET workload delete preview', params: workloadParamsSchema },
  async (actor, { params }) => {
    const preview = await getDeletePreview(authorize(actor, 'workload.delete', params.space), params)
    if (!preview) throw toGoneError(params)
    return preview
  },
)
