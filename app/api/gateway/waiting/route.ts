import { definePublicRoute } from '#lib/http/route.ts'
import { explainWaiting, requireGatewayCaller } from '#lib/workloads/operations-gateway.ts'
import { waitingSchema } from '#lib/workloads/schema-tickets.ts'

/** Why a workload does not answer, in a sentence for the person who waits. */
export const POST = definePublicRoute({ name: 'POST gateway waiting', body: waitingSchema }, ({ request, body }) => {
  requireGatewayCaller(request.headers)
  return explainWaiting(body.check)
})
