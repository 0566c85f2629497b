import { authorize } from '#lib/auth/authorize.ts'
import { defineRoute } from '#lib/http/route.ts'
import { toGoneError } from '#lib/workloads/operations-context.ts'
import { getEditForm } from '#lib/workloads/operations-form.ts'
import { workloadParamsSchema } from '#lib/workloads/schema-refs.ts'

/** The form for a launch, filled in as the workload is; for an edit or a clone. */
export const GET = defineRoute(
  { name: 'GET workload form', params: workloadParamsSchema },
  async (actor, { params }) => {
    const form = await getEditForm(authorize(actor, 'workload.update', params.space), params)
    if (!form) throw toGoneError(params)
    return form
  },
)
