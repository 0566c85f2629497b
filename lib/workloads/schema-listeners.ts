import { z } from 'zod'
import { spaceIdSchema } from '#lib/auth/space-id.ts'

/**
 * What the portal asks the gateway, at a port of its own that no Ingress leads to: on which ports the programs of one pod
 * listen. The portal may neither run anything in a pod nor forward its ports.
 */
export const LISTENERS_PATH = '/listeners'
export const LISTENERS_MAX = 64

const id = z.string().min(1).max(253)
const port = z.int().min(1).max(65_535)

export const listenersQuestionSchema = z.object({
  space: spaceIdSchema,
  pod: id,
  podUid: id,
  container: id,
  /** The one that refuses: asked for itself where nobody can look. */
  port,
})
export type ListenersQuestion = z.infer<typeof listenersQuestionSchema>

export const listenersAnswerSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('known'),
    listeners: z.array(z.object({ port, isLoopback: z.boolean() })).max(LISTENERS_MAX),
  }),
  z.object({ state: z.literal('unknown') }),
])
export type ListenersAnswer = z.infer<typeof listenersAnswerSchema>
