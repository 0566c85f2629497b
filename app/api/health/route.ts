import { definePublicRoute } from '#lib/http/route.ts'

/** Whether this process answers at all; what it needs elsewhere has no say, because a restart would not bring it. */
export const GET = definePublicRoute({ name: 'GET /api/health' }, () => ({ status: 'ok' }))
