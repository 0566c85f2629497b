import { z } from 'zod'
import { parseSpaceId } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'

const SPACES_MAX = 50

/** "u:alice", because a slash would be encoded in an address. */
const spaceSchema = z
  .string()
  .max(60)
  .transform((value, context): SpaceId => {
    const spaceId = value.replace(':', '/')
    if (/^[ug]:/.test(value) && parseSpaceId(spaceId)) return spaceId as SpaceId
    context.addIssue({ code: 'custom', message: 'live.noSpace' })
    return z.NEVER
  })

/** The address of a stream: /api/events?space=u:alice&space=g:k3f9, or with scope=admin. */
export const streamQuerySchema = z
  .object({
    space: z
      .union([spaceSchema.transform((one) => [one]), z.array(spaceSchema).max(SPACES_MAX)])
      .default([])
      .transform((spaces) => [...new Set(spaces)]),
    scope: z.literal('admin').optional(),
    since: z.string().max(40).optional(),
  })
  .refine(({ space, scope }) => space.length > 0 || scope === 'admin', { message: 'live.noSpace', path: ['space'] })
