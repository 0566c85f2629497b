import { getTranslations } from 'next-intl/server'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { usersKind } from '#lib/auth/cached-kinds.ts'
import { requireKnownRights } from '#lib/auth/freshness.ts'
import { getGroupRoles } from '#lib/auth/memberships.ts'
import { SESSION_LIMIT_MS } from '#lib/auth/session-token.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { findSession } from '#lib/auth/user-record.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { DeploymentFacts } from './objects-controllers.ts'
import { isSameSecret, toCallToken } from './objects-tickets.ts'
import { findWorkload, showWorkload } from './operations-context.ts'
import { noteUse } from './operations-idle-record.ts'
import { lookWhyUnanswered } from './operations-inside.ts'
import { lookAt, readIndex } from './operations-looks.ts'
import { findPublic, openWeb, toWebRoute } from './operations-web.ts'
import type { Explanation, Workload } from './schema.ts'
import type { Check, CheckAnswer, Question, TicketPerson, WaitingAnswer } from './schema-tickets.ts'

/** A session that no page of the portal has used for so long is not trusted with new cookies. */
const SEEN_WITHIN_MS = 30 * 60_000

/** Throws UNAUTHENTICATED for whoever is not the gateway. */
export function requireGatewayCaller(headers: Headers): void {
  const { gatewaySecret } = getEnv().web
  const given = headers.get('authorization') ?? ''
  if (gatewaySecret !== null && isSameSecret(given, `Bearer ${toCallToken(gatewaySecret)}`)) return
  throw new AppError('UNAUTHENTICATED', 'Only the gateway asks this.')
}

/** In the order of the questions. Decided anew each time, by what users, groups and workloads are at this moment. */
export function answerQuestions(questions: readonly Question[]): CheckAnswer[] {
  return questions.map((question) => {
    try {
      return answerQuestion(question)
    } catch (error) {
      const isDecided = error instanceof AppError && error.code !== 'UNAVAILABLE' && error.code !== 'INTERNAL'
      if (isDecided) return { state: 'ended' }
      log.warn({ error }, 'A right that the gateway asks about cannot be decided')
      return { state: 'unknown' }
    }
  })
}

function answerQuestion({ check, isUsed }: Question): CheckAnswer {
  if (check.use === 'public') {
    requireKnownRights()
    const found = findPublic(check.host)
    if (found && isUsed) noteUse(found.facts, 'web')
    return toAnswer(found && toWebRoute(found.facts), true)
  }
  const person = findPerson(check.person)
  if (!person) return { state: 'ended' }
  if (check.use === 'web') {
    const facts = openChecked(person.actor, check)
    if (facts && isUsed) noteUse(facts, 'web')
    return toAnswer(facts && toWebRoute(facts), person.isSeen)
  }
  const scope = authorize(person.actor, 'workload.exec', check.space)
  const facts = findWorkload(scope, check)
  if (facts?.uid !== check.uid) return { state: 'ended' }
  if (isUsed) noteUse(facts, 'terminal')
  return { state: 'valid', route: null, isSeen: person.isSeen }
}

function toAnswer(route: ReturnType<typeof toWebRoute>, isSeen: boolean): CheckAnswer {
  return route ? { state: 'valid', route, isSeen } : { state: 'ended' }
}

/** Null: another workload has the name, or the name has another address. */
function openChecked(actor: Actor, check: Extract<Check, { use: 'web' }>): DeploymentFacts | null {
  const { parsedName } = toName(check)
  const { facts, host } = openWeb(actor, { space: check.space, name: parsedName })
  return facts.uid === check.uid && host === check.host ? facts : null
}

/** The name is the host's first part without what stands for the space. */
function toName({ host }: { host: string }): { parsedName: string } {
  return { parsedName: host.split('.')[0]?.replace(/-[a-z2-7]{10}$/, '') ?? '' }
}

/** Who a ticket was given to, with the rights of now; null when the session is over. */
function findPerson(person: TicketPerson): { actor: Actor; isSeen: boolean } | null {
  requireKnownRights()
  const user = usersKind.get({ name: person.username })
  const session = user?.uid === person.uid ? findSession(user, person.sid) : null
  if (!user || !session || Date.parse(session.startedAt) + SESSION_LIMIT_MS <= Date.now()) return null
  const actor: Actor = {
    uid: user.uid,
    username: user.username,
    displayName: user.displayName,
    // Administrators have no right here that would rest on being one.
    isAdmin: false,
    sid: person.sid,
    groups: getGroupRoles(user.uid, person.groups),
  }
  return { actor, isSeen: Date.now() - Date.parse(session.lastSeenAt) < SEEN_WITHIN_MS }
}

/** For the page that waits. Strangers learn that a public workload does not answer, and not why. */
export async function explainWaiting(check: Check): Promise<WaitingAnswer> {
  if (check.use === 'terminal') throw new AppError('INVALID_INPUT', 'Terminals have no page that waits.')
  if (check.use === 'public') {
    const found = findPublic(check.host)
    if (!found) throw new AppError('NOT_FOUND', 'There is no such web address.')
    const { explanation } = showUnanswered(found.facts, found.space)
    return { state: toWaitingState(explanation), sentence: null }
  }
  const person = findPerson(check.person)
  const facts = person && openChecked(person.actor, check)
  if (!facts) throw new AppError('NOT_FOUND', 'There is no such web address.')
  const { explanation } = showUnanswered(facts, check.space)
  return { state: toWaitingState(explanation), sentence: await toSentence(explanation) }
}

/** Only the gateway knows that what seems to run does not answer. */
function showUnanswered(facts: DeploymentFacts, space: SpaceId): Workload {
  const { namespace } = facts
  const workload = showWorkload(facts, { namespace, spaceId: space })
  const isRunning = workload.explanation.reason === 'running'
  if (isRunning) lookWhyUnanswered({ facts, index: readIndex(lookAt(namespace)), space })
  return workload
}

function toWaitingState({ state }: Explanation): WaitingAnswer['state'] {
  if (state === 'stopped' || state === 'stopping' || state === 'suspended') return 'stopped'
  return state === 'failed' || state === 'deleting' ? 'failed' : 'starting'
}

/** In the language that the visitor asked for; null where there is none. */
async function toSentence({ reason, parameters }: Explanation): Promise<string | null> {
  try {
    const t = await getTranslations()
    // Reasons are codes, so the types cannot know them.
    const path = `workloads.reasons.${reason}` as Parameters<typeof t.has>[0]
    if (!t.has(path)) return null
    const sentence = t(path, parameters as never)
    return sentence === path ? null : sentence
  } catch (error) {
    log.debug({ error }, 'There is no sentence for a page that waits')
    return null
  }
}
