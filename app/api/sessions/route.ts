import { defineRoute } from '#lib/http/route.ts'
import { listSessions } from '#lib/users/operations-sessions.ts'

/** Where the person who asks is signed in. */
export const GET = defineRoute({ name: 'GET /api/sessions' }, (actor) => listSessions(actor))
