import { getLocale } from 'next-intl/server'
import { authorize } from '#lib/auth/authorize.ts'
import { spaceParamsSchema } from '#lib/auth/space-id.ts'
import { defineRoute } from '#lib/http/route.ts'
import { getLaunchOffer } from '#lib/workloads/operations-offer.ts'

/** What the form for a launch has to choose from. */
export const GET = defineRoute({ name: 'GET launch offer', params: spaceParamsSchema }, async (actor, { params }) =>
  getLaunchOffer(authorize(actor, 'workload.create', params), await getLocale()),
)
