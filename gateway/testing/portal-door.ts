import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { routes } from '#lib/routes.ts'
import { answerQuestions, explainWaiting, requireGatewayCaller } from '#lib/workloads/operations-gateway.ts'
import { questionsSchema, waitingSchema } from '#lib/workloads/schema-tickets.ts'

/** The door of the portal that the gateway asks at, for a portal that runs in a test's own process. */
export async function openPortalDoor(host: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<unknown> => {
      requireGatewayCaller(new Headers({ authorization: request.headers.authorization ?? '' }))
      const body = await json(request)
      if (request.url === routes.api.gatewayChecks()) {
        return { answers: answerQuestions(questionsSchema.parse(body).questions) }
      }
      return explainWaiting(waitingSchema.parse(body).check)
    }
    answer().then(
      (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value)),
      () => response.writeHead(400).end(),
    )
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
