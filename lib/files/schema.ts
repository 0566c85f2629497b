import { z } from 'zod'
import { spaceIdSchema } from '#lib/auth/space-id.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { wireItemSchema } from './protocol/entries.ts'
import type { FileMode } from './protocol/tokens.ts'

/** Why a file server is not there yet; each has a sentence below `files.reasons` in the catalogues. */
export const FILE_SERVER_REASONS = [
  'volume-deleting',
  'volume-lost',
  /** Only one pod may use it at a time (ReadWriteOncePod): {users}. */
  'volume-in-use',
  /** No disk was made for it so far. */
  'volume-unbound',
  'no-node',
  /** The volume is in use on {node}, and only there it can be used. */
  'no-room-there',
  /** The same, and that machine does not answer. */
  'node-away',
  'quota',
  /** A rule of the cluster refused the pod. */
  'refused',
  'image-missing',
  'mount-failed',
  /** The disk still hangs on another machine. */
  'attached-elsewhere',
  /** It ended again and again. */
  'server-failed',
  /** It runs, and its address does not lead to it. */
  'unreachable',
  /** An earlier one is still ending. */
  'ending',
  /** It was started by a portal with another address: {portal}. */
  'other-portal',
] as const
export type FileServerReason = (typeof FILE_SERVER_REASONS)[number]

export interface FileServerStep {
  id: 'volume' | 'place' | 'container' | 'ready'
  state: 'done' | 'now' | 'waiting' | 'failed'
  /** When it was done. */
  at: string | null
}

/** How far the file server of a volume is, and how to talk to it. */
export interface FileAccess {
  space: SpaceId
  volume: string
  title: string | null
  volumeUid: string
  mode: FileMode
  /** "blocked": waiting alone will not help. "absent": nobody has started it, or it ended. */
  state: 'starting' | 'ready' | 'blocked' | 'absent'
  steps: FileServerStep[]
  reason: { code: FileServerReason; parameters: Record<string, string | number>; raw: string | null } | null
  /** Only while it is ready, as are the token and its end. */
  baseUrl: string | null
  token: string | null
  expiresAt: string | null
  /** Changes with all of this but the token and its end. */
  version: string
}

const volume = z.string().min(1).max(253)
const PATHS_MAX = 10_000

export const startFilesSchema = z.object({
  space: spaceIdSchema,
  volume,
  /** A server that belongs to a portal with another address is replaced; otherwise it is left alone. */
  isTakeOver: z.boolean().optional(),
})

export const createFileLinkSchema = z
  .object({
    space: spaceIdSchema,
    volume,
    use: z.enum(['download', 'preview', 'zip']),
    /** Of the wire; for everything but a zip. */
    path: wireItemSchema.optional(),
    /** For a zip: exactly those that are sent with it, in this order. */
    paths: z.array(wireItemSchema).min(1).max(PATHS_MAX).optional(),
  })
  .refine(({ use, path, paths }) => (use === 'zip' ? paths !== undefined : path !== undefined))

export const fileAccessParamsSchema = z
  .object({ kind: z.string(), id: z.string(), volume })
  .transform(({ kind, id, ...rest }) => ({ space: `${kind}/${id}`, ...rest }))
  .pipe(z.object({ space: spaceIdSchema, volume }))

export const fileAccessQuerySchema = z.object({ since: z.string().max(100).optional() })

export type StartFilesInput = z.output<typeof startFilesSchema>
export type CreateFileLinkInput = z.output<typeof createFileLinkSchema>

export interface FileLink {
  url: string
  token: string
  /** Until when it has to be used first. */
  expiresAt: string
}
