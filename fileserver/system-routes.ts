import { z } from 'zod'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { sendJson, sendNothing } from './answer.ts'
import type { Call } from './call.ts'
import { readBody } from './input.ts'
import type { Route } from './route.ts'

const CONTROL_BYTES_MAX = 256 * 1024

/** Whether it serves, and the words of the portal. */
export const systemRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: fileRoutes.ready(),
    need: 'nobody',
    summary: 'Answers as soon as the server serves.',
    handler: async (call) => sendJson(call, { ready: true }),
    answers: [
      {
        status: 200,
        type: 'application/json',
        schema: z.object({ ready: z.literal(true) }),
        description: 'It serves.',
      },
    ],
  },
  {
    method: 'POST',
    path: fileRoutes.control(),
    need: 'own',
    summary: 'Takes a signed word of the portal: new keys, what was revoked, or that the server is to end.',
    handler: control,
    bodyType: 'text/plain',
    answers: [{ status: 204, type: null, description: 'Done; what runs with a right that has ended is cut off.' }],
  },
]

async function control(call: Call): Promise<void> {
  const token = (await readBody(call, CONTROL_BYTES_MAX)).toString('latin1').trim()
  const { server } = call
  const claims = await server.tokens.takeControl(token)
  const ended = server.streams.endWhere((one) => server.tokens.isVoid(one))
  server.log.info(
    { keys: claims.keys?.length, revoked: claims.revoked?.length, isToStop: claims.isToStop, ended },
    'control',
  )
  sendNothing(call)
  if (claims.isToStop) server.stop('control')
}
