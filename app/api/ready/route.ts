import { getReadiness } from '#lib/http/readiness.ts'
import { definePublicRoute } from '#lib/http/route.ts'

/** Whether this process can serve pages: each list was read once. A cluster that is away later takes nothing out. */
export const GET = definePublicRoute({ name: 'GET /api/ready' }, () => {
  const readiness = getReadiness()
  return Response.json(readiness, { status: readiness.status === 'ready' ? 200 : 503 })
})
