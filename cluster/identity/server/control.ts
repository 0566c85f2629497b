import type { RequestListener } from 'node:http'
import type { Provider } from 'oidc-provider'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { endSessions } from './end-sessions.ts'
import { faultsSchema, type Faults } from './faults.ts'
import { describeError, log } from './log.ts'
import { personSchema } from './person-schema.ts'
import type { People } from './people.ts'
import { readBody } from './request-body.ts'
import type { Store } from './store.ts'

// Ten thousand groups with long names fit.
const BODY_LIMIT_BYTES = 8 * 1024 * 1024

export interface ControlParts {
  provider: Provider
  people: People
  store: Store
  faults: { current: Faults }
}

const usernameSchema = z.object({ username: z.string() })

type Verb = (body: unknown) => Promise<unknown>

function buildVerbs({ provider, people, store, faults }: ControlParts): Map<string, Verb> {
  const requirePerson = (body: unknown) => {
    const { username } = usernameSchema.parse(body)
    const person = people.getByUsername(username)
    if (!person) throw new AppError('NOT_FOUND', `Nobody is called ${username}.`)
    return person
  }
  return new Map<string, Verb>([
    ['/set-person', async (body) => people.set(personSchema.parse(body))],
    ['/remove-person', async (body) => void people.remove(requirePerson(body).username)],
    ['/end-sessions', async (body) => endSessions({ provider, store, subject: requirePerson(body).subject })],
    [
      '/set-faults',
      async (body) => {
        faults.current = faultsSchema.parse(body)
      },
    ],
  ])
}

const STATUS: Partial<Record<AppError['code'], number>> = { NOT_FOUND: 404, INVALID_INPUT: 400 }

/** For tests only, on a port of its own: changes people, ends sessions and breaks things. All verbs are POST with JSON. */
export function createControlListener(parts: ControlParts): RequestListener {
  const verbs = buildVerbs(parts)
  return (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}))
    const run = async () => {
      const verb = request.method === 'POST' ? verbs.get(request.url ?? '') : undefined
      if (!verb) throw new AppError('NOT_FOUND', 'There is no such verb.')
      const body: unknown = JSON.parse(await readBody(request, BODY_LIMIT_BYTES))
      answer(200, await verb(body))
    }
    run().catch((error: unknown) => {
      log('control.failed', { error: describeError(error) })
      const isBadBody = error instanceof z.ZodError || error instanceof SyntaxError
      const status = error instanceof AppError ? STATUS[error.code] : undefined
      answer(isBadBody ? 400 : (status ?? 500), { error: describeError(error) })
    })
  }
}
