import http from 'node:http'
import https from 'node:https'
import { json } from 'node:stream/consumers'
import { routes } from '#lib/routes.ts'
import { toCallToken } from '#lib/workloads/objects-tickets.ts'
import { checkAnswersSchema, waitingAnswerSchema } from '#lib/workloads/schema-tickets.ts'
import type { Check, CheckAnswer, Question, WaitingAnswer } from '#lib/workloads/schema-tickets.ts'
import type { AppsSettings } from './settings.ts'

const TIMEOUT_MS = 3000

/** The portal decides who may do what; the gateway only asks, and never decides by itself. */
export interface PortalAnswers {
  check(questions: readonly Question[]): Promise<CheckAnswer[]>
  /** Why a workload does not answer, in a language of the visitor's. */
  explain(check: Check, acceptLanguage: string): Promise<WaitingAnswer>
}

export function askPortal({ portalUrl, portalInternalUrl, secret }: AppsSettings): PortalAnswers {
  const isSecure = portalInternalUrl.startsWith('https:')
  const options = { keepAlive: true, maxSockets: 16 }
  const agent = isSecure ? new https.Agent(options) : new http.Agent(options)
  const authorization = `Bearer ${toCallToken(secret)}`
  const post = (path: string, value: unknown, headers: Record<string, string> = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(value)
      const request = (isSecure ? https : http).request(new URL(path, portalInternalUrl), {
        method: 'POST',
        agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...headers,
          // By a shorter way, perhaps, but under the name that the portal knows.
          host: new URL(portalUrl).host,
          authorization,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
        ...(isSecure ? { servername: new URL(portalUrl).hostname } : {}),
      })
      request.on('error', reject)
      request.on('response', (response) => {
        if (response.statusCode === 200) return resolve(json(response))
        response.resume()
        reject(new Error(`The portal answered ${response.statusCode}.`))
      })
      request.end(body)
    })
  return {
    async check(questions) {
      const { answers } = checkAnswersSchema.parse(await post(routes.api.gatewayChecks(), { questions }))
      if (answers.length !== questions.length) throw new Error('The portal did not answer all that it was asked.')
      return answers
    },
    async explain(check, acceptLanguage) {
      const headers = { 'accept-language': acceptLanguage }
      return waitingAnswerSchema.parse(await post(routes.api.gatewayWaiting(), { check }, headers))
    },
  }
}
