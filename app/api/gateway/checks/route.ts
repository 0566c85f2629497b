import { definePublicRoute } from '#lib/http/route.ts'
import { answerQuestions, requireGatewayCaller } from '#lib/workloads/operations-gateway.ts'
import { questionsSchema } from '#lib/workloads/schema-tickets.ts'

/** Which of these rights still hold; asked by the gateway every few seconds for all that is open there. */
export const POST = definePublicRoute({ name: 'POST gateway checks', body: questionsSchema }, ({ request, body }) => {
  requireGatewayCaller(request.headers)
  return { answers: answerQuestions(body.questions) }
})
