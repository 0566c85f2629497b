import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { log } from '#lib/log.ts'

/** Answers a request, or resolves with false and leaves it as it was. */
export type DirectAnswer = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>

/**
 * Answers before Next.js sees the request what costs it too much: it keeps memory for each that is open, and compresses
 * the same files again for everybody. Whatever nobody here answers goes on to it.
 */
export function answerDirectly(server: Server, answers: readonly DirectAnswer[]): void {
  const listeners = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  const passOn: RequestListener = (request, response) => {
    for (const listener of listeners) listener.call(server, request, response)
  }
  server.on('request', (request, response) => {
    for (const answer of answers) {
      const isAnswered = answer(request, response)
      if (isAnswered === true) return
      if (isAnswered === false) continue
      isAnswered.then(
        (isDone) => isDone || passOn(request, response),
        (error: unknown) => {
          log.debug({ error }, 'A request is left to Next.js')
          passOn(request, response)
        },
      )
      return
    }
    passOn(request, response)
  })
}
