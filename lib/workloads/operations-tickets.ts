import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { z } from 'zod'
import { writeAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { getMappedGroups } from '#lib/auth/session-check.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { getFileKeys } from '#lib/files/operations-keys.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { getTerminalHost, toWebOrigin } from './objects-tickets.ts'
import { findWorkload } from './operations-context.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import type { PodFacts } from './objects-pods.ts'
import { jobsKind, replicaSetsKind } from './operations-cache.ts'
import { findWebSpace, openWeb, toNoAddress } from './operations-web.ts'
import {
  ENTER_PATH,
  TERMINAL_AUDIENCE,
  TERMINAL_PATH,
  TERMINAL_PROTOCOL,
  TERMINAL_TICKET_TYP,
  TICKET_PROTOCOL_PREFIX,
  TICKET_SECONDS,
  toWebAudience,
  WEB_TICKET_TYP,
} from './schema-tickets.ts'
import type {
  createTerminalTicketSchema,
  TerminalTicketAnswer,
  TicketPerson,
  WebTicketAnswer,
} from './schema-tickets.ts'

interface WebInput {
  space: SpaceId
  name: string
  /** Null: whichever has the name now. */
  uid: string | null
  /** Where to go below the web address. */
  path?: string
}

/** An address that lets the actor into a web address, once and within a minute. */
export async function createWebTicket(actor: Actor, input: WebInput): Promise<WebTicketAnswer> {
  requireGateway()
  const { facts, host, scope } = openWeb(actor, input)
  if (input.uid !== null && facts.uid !== input.uid) throw toNoAddress(input.name)
  const ticket = await sign(WEB_TICKET_TYP, toWebAudience(host), {
    person: toPerson(actor),
    space: scope.spaceId,
    uid: facts.uid,
    host,
  })
  const object = { kind: 'Deployment', name: facts.name }
  writeAudit({ actor, action: 'workload.open', space: scope.spaceId, object, outcome: 'done' })
  const query = new URLSearchParams({ ticket, to: input.path ?? '/' }).toString()
  return { url: `${toWebOrigin(host, getEnv().portalUrl)}${ENTER_PATH}?${query}` }
}

/** The same for somebody whom the gateway sent here because a host asked for a ticket; outsiders learn nothing. */
export async function createTicketForHost(
  actor: Actor,
  input: { host: string; path: string },
): Promise<WebTicketAnswer> {
  const found = findWebSpace(input.host)
  if (found) return createWebTicket(actor, { ...found, uid: null, path: input.path })
  throw new AppError('NOT_FOUND', 'There is no such web address.', { messageKey: 'workloads.noSuchAddress' })
}

type TerminalInput = z.output<typeof createTerminalTicketSchema>

/** What opens one terminal in a container of the workload, once and within a minute. */
export async function createTerminalTicket(actor: Actor, input: TerminalInput): Promise<TerminalTicketAnswer> {
  const { appsDomain } = requireGateway()
  const { space, kind, name, uid } = input
  const scope = authorize(actor, 'workload.exec', space)
  const facts = findWorkload(scope, { kind, name })
  const pod = podsKind.get({ namespace: scope.namespace, name: input.pod })
  if (facts?.uid !== uid || !pod || !isPodOf(pod.facts, facts)) {
    throw new AppError('NOT_FOUND', `The pod "${input.pod}" is gone.`, {
      messageKey: 'workloads.podGone',
      params: { name: input.pod },
    })
  }
  const containers = pod.facts.statuses.filter(({ isInit }) => !isInit)
  const container = containers.find((one) => input.container === undefined || one.name === input.container)
  if (!container || container.runningSince === null) {
    throw new AppError('NOT_READY', `The pod "${input.pod}" does not run, so it has no terminal.`, {
      messageKey: 'workloads.podNotRunning',
      params: { name: input.pod },
    })
  }
  const ticket = await sign(TERMINAL_TICKET_TYP, TERMINAL_AUDIENCE, {
    person: toPerson(actor),
    space: scope.spaceId,
    kind,
    name,
    uid,
    pod: pod.facts.name,
    podUid: pod.facts.uid,
    container: container.name,
  })
  const after = { pod: pod.facts.name, container: container.name }
  const object = { kind: facts.kind, name }
  writeAudit({ actor, action: 'workload.exec', space: scope.spaceId, object, after, outcome: 'done' })
  const origin = toWebOrigin(getTerminalHost(appsDomain), getEnv().portalUrl).replace(/^http/, 'ws')
  return { url: `${origin}${TERMINAL_PATH}`, protocols: [TERMINAL_PROTOCOL, `${TICKET_PROTOCOL_PREFIX}${ticket}`] }
}

/** By who controls what: labels are anybody's. */
function isPodOf({ namespace, ownerUid }: PodFacts, { kind, uid }: WorkloadFacts): boolean {
  if (ownerUid === null) return false
  const owners = kind === 'Deployment' ? replicaSetsKind.list(namespace) : jobsKind.list(namespace)
  const isOwn = kind === 'Job' && ownerUid === uid
  return isOwn || owners.some((owner) => owner.uid === ownerUid && owner.ownerUid === uid)
}

/** Throws NOT_READY where the installation has no gateway that tickets could be for. */
function requireGateway(): { appsDomain: string } {
  const { appsDomain, web } = getEnv()
  if (appsDomain !== null && web.gatewaySecret !== null) return { appsDomain }
  throw new AppError('NOT_READY', 'The administrator has set up no web addresses and no terminals here.', {
    messageKey: 'workloads.noGateway',
  })
}

function toPerson(actor: Actor): TicketPerson {
  return { uid: actor.uid, username: actor.username, sid: actor.sid, groups: [...getMappedGroups(actor)] }
}

/** With the key that a gateway believes which has not heard of the newest one yet. */
async function sign(typ: string, audience: string, claims: Record<string, unknown>): Promise<string> {
  const { oldest } = await getFileKeys()
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ ...claims, iss: getEnv().portalUrl, aud: audience, jti: randomUUID(), iat: now })
    .setExpirationTime(now + TICKET_SECONDS)
    .setProtectedHeader({ alg: 'EdDSA', typ, kid: oldest.kid })
    .sign(oldest.key)
}
