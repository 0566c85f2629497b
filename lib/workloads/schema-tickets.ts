import { z } from 'zod'
import { spaceIdSchema } from '#lib/auth/space-id.ts'
import { WORKLOAD_KINDS } from './schema.ts'
import { workloadRefSchema } from './schema-refs.ts'

/**
 * What the portal and the gateway say to each other. Tickets are signed by the portal (EdDSA, compact JWS with `kid`), each
 * kind with a `typ` of its own, and count once within a minute; everything later rests on checks that the portal answers.
 */
export const WEB_TICKET_TYP = 'moorage-web-ticket+jwt'
export const TERMINAL_TICKET_TYP = 'moorage-terminal-ticket+jwt'
export const TICKET_SECONDS = 60
/** A ticket is used up by a Lease of this name and its id. */
export const TICKET_LEASE_PREFIX = 'moorage-ticket-'
export const TICKET_LABEL = 'moorage.dev/ticket'

/** On the host of a web address; everything below /.moorage/ is the gateway's. */
export const ENTER_PATH = '/.moorage/enter'
export const TERMINAL_PATH = '/exec'
export const TERMINAL_PROTOCOL = 'moorage.terminal.v1'
/** How a ticket travels in the list of subprotocols, the only thing that a browser's WebSocket lets a page set. */
export const TICKET_PROTOCOL_PREFIX = 'ticket.'
export const SESSION_PROTOCOL_PREFIX = 'session.'

const id = z.string().min(1).max(200)

/** Whose right it is. */
const personSchema = z.object({
  uid: id,
  username: id,
  sid: id,
  /** What the session knows of the provider's groups: it cannot be read from the cluster. */
  groups: z.array(z.string().max(64)).max(64),
})
export type TicketPerson = z.infer<typeof personSchema>

const webTarget = { person: personSchema, space: spaceIdSchema, uid: id, host: z.string().max(300) }
const terminalTarget = {
  person: personSchema,
  space: spaceIdSchema,
  kind: z.enum(WORKLOAD_KINDS),
  name: id,
  uid: id,
}

const frame = { iss: z.url(), jti: z.uuid() }

export const webTicketSchema = z.object({ ...frame, ...webTarget })

export const terminalTicketSchema = z.object({
  ...frame,
  ...terminalTarget,
  pod: id,
  podUid: id,
  container: id,
})
export type TerminalTicket = z.infer<typeof terminalTicketSchema>

/** The audience of tickets for the host of one web address, or of terminals. */
export const toWebAudience = (host: string) => `web:${host}`
export const TERMINAL_AUDIENCE = 'terminal'

/** "May this still be?" */
export const checkSchema = z.discriminatedUnion('use', [
  z.object({ use: z.literal('web'), ...webTarget }),
  z.object({ use: z.literal('terminal'), ...terminalTarget }),
  /** By whoever comes, without a ticket. */
  z.object({ use: z.literal('public'), host: z.string().max(300) }),
])
export type Check = z.infer<typeof checkSchema>

export const CHECKS_MAX = 500
/** `isUsed`: somebody did something with it since the last question; what nobody uses may be stopped some day. */
const questionSchema = z.object({ check: checkSchema, isUsed: z.boolean() })
export type Question = z.infer<typeof questionSchema>
export const questionsSchema = z.object({ questions: z.array(questionSchema).max(CHECKS_MAX) })

/** Where a web address leads: to pods that one of these ReplicaSets controls, and to nothing else. */
export const webRouteSchema = z.object({
  namespace: id,
  launchId: id,
  port: z.int().min(1).max(65_535),
  owners: z.array(id),
})
export type WebRoute = z.infer<typeof webRouteSchema>

export const checkAnswerSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('valid'),
    /** Null for terminals. */
    route: webRouteSchema.nullable(),
    /** The portal has seen the session lately, so that a cookie may be given anew. */
    isSeen: z.boolean(),
  }),
  z.object({ state: z.literal('ended') }),
  /** What the portal knows is too old to say. */
  z.object({ state: z.literal('unknown') }),
])
export type CheckAnswer = z.infer<typeof checkAnswerSchema>
export const checkAnswersSchema = z.object({ answers: z.array(checkAnswerSchema) })

/** Why a workload does not answer yet, for the page that waits; a sentence in the language of the request. */
export const waitingSchema = z.object({ check: checkSchema })
export const waitingAnswerSchema = z.object({
  state: z.enum(['starting', 'stopped', 'failed']),
  sentence: z.string().nullable(),
})
export type WaitingAnswer = z.infer<typeof waitingAnswerSchema>

/** Where somebody wants to go below the web address; only a path. */
const pathSchema = z
  .string()
  .max(4000)
  .regex(/^\/(?![/\\])/)

/** Of a pod or a container. */
const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)

export const createTerminalTicketSchema = workloadRefSchema.extend({
  pod: objectName,
  /** Left out: the first one. */
  container: objectName.optional(),
})

export interface WebTicketAnswer {
  /** For the browser's address bar, not for fetch. */
  url: string
}

export interface TerminalTicketAnswer {
  url: string
  protocols: string[]
}

/** The address under which the gateway sends people who have no cookie yet: /open?host=…&path=… */
export const openQuerySchema = z.object({
  host: z
    .string()
    .max(300)
    .regex(/^[a-z0-9.:-]+$/),
  path: pathSchema.catch('/').default('/'),
})
