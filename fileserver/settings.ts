import { parseArgs } from 'node:util'
import { z } from 'zod'
import { publicKeysSchema, FILE_MODES } from '#lib/files/protocol/tokens.ts'

const publicKeys = z.string().transform((text, context) => {
  try {
    return publicKeysSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a base64url of a JSON array of one or two Ed25519 JWKs' })
    return z.NEVER
  }
})

const settingsSchema = z.object({
  /** Without a slash at its end. */
  'base-path': z
    .string()
    .regex(
      /^(\/[a-z0-9-]{1,63})?\/moorage-files-[a-z0-9-]{1,50}$/,
      'has the form /moorage-files-abc or /space/moorage-files-abc',
    ),
  'volume-uid': z.string().min(1).max(100),
  mode: z.enum(FILE_MODES),
  root: z.string().startsWith('/'),
  port: z.coerce.number().int().min(0).max(65_535),
  'portal-origin': z.url().refine((text) => URL.parse(text)?.origin === text, 'is an origin, without a path'),
  'public-keys': publicKeys,
  'idle-seconds': z.coerce
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 3600),
  'started-at': z.iso.datetime({ offset: true }).optional(),
})

export interface Settings {
  basePath: string
  volumeUid: string
  mode: 'ro' | 'rw'
  root: string
  port: number
  portalOrigin: string
  publicKeys: z.infer<typeof publicKeysSchema>
  idleSeconds: number
}

export class SettingsError extends Error {}

const NAMES = Object.keys(settingsSchema.shape)

/** Reads the command line; throws a SettingsError that names all that is wrong with it. */
export function parseSettings(args: readonly string[]): Settings {
  const options = Object.fromEntries(NAMES.map((name) => [name, { type: 'string' as const }]))
  let values: unknown
  try {
    values = parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error), { cause: error })
  }
  const parsed = settingsSchema.safeParse({ ...(values as object) })
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const found = parsed.data
  return {
    basePath: found['base-path'],
    volumeUid: found['volume-uid'],
    mode: found.mode,
    root: found.root,
    port: found.port,
    portalOrigin: found['portal-origin'],
    publicKeys: found['public-keys'],
    idleSeconds: found['idle-seconds'],
  }
}
