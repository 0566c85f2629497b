import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { peopleSchema } from './person-schema.ts'

const wholeSeconds = z.coerce.number().int().positive()
const port = z.coerce.number().int().min(1).max(65_535)

const environment = z.object({
  IDENTITY_ISSUER: z.url({ protocol: /^https?$/ }),
  IDENTITY_PORT: port.default(3000),
  /** Not set: there is no control API. */
  IDENTITY_CONTROL_PORT: port.optional(),
  IDENTITY_PEOPLE_FILE: z.string(),
  /** Holds `jwks.json`, `cookie-keys.json` and `clients.json`. */
  IDENTITY_SECRETS_DIR: z.string(),
  IDENTITY_STATE_FILE: z.string(),
  IDENTITY_ACCESS_TOKEN_SECONDS: wholeSeconds.default(300),
  IDENTITY_REFRESH_TOKEN_SECONDS: wholeSeconds.default(86_400),
  IDENTITY_SESSION_SECONDS: wholeSeconds.default(86_400),
})

export const clientSchema = z.object({
  id: z.string().min(1),
  secret: z.string().min(32),
  name: z.string(),
  /** Where people start; the first page of the application. */
  url: z.url(),
  redirectUris: z.array(z.url()).min(1),
  postLogoutRedirectUris: z.array(z.url()).default([]),
  backchannelLogoutUri: z.url().optional(),
})

/** An application that people sign in to. */
export type IdentityClient = z.output<typeof clientSchema>

const jwk = z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string() })
export const jwksSchema = z.object({ keys: z.array(jwk).min(1) })
export const cookieKeysSchema = z.array(z.string().min(32)).min(1)

export type Settings = ReturnType<typeof readSettings>

function readJson<T>(file: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new AppError('INVALID_INPUT', `The file ${file} is missing or does not hold what it should.`, { cause })
  }
}

/** Throws INVALID_INPUT for the first setting or file that cannot be used. */
export function readSettings(source: Record<string, string | undefined>) {
  const parsed = environment.safeParse(source)
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.'))
    throw new AppError('INVALID_INPUT', `These settings are missing or cannot be used: ${names.join(', ')}.`)
  }
  const { data } = parsed
  const readSecret = <T>(name: string, schema: z.ZodType<T>) =>
    readJson(path.join(data.IDENTITY_SECRETS_DIR, name), schema)
  return {
    issuer: data.IDENTITY_ISSUER,
    port: data.IDENTITY_PORT,
    controlPort: data.IDENTITY_CONTROL_PORT ?? null,
    stateFile: data.IDENTITY_STATE_FILE,
    accessTokenSeconds: data.IDENTITY_ACCESS_TOKEN_SECONDS,
    refreshTokenSeconds: data.IDENTITY_REFRESH_TOKEN_SECONDS,
    sessionSeconds: data.IDENTITY_SESSION_SECONDS,
    people: readJson(data.IDENTITY_PEOPLE_FILE, peopleSchema),
    jwks: readSecret('jwks.json', jwksSchema),
    cookieKeys: readSecret('cookie-keys.json', cookieKeysSchema),
    clients: readSecret('clients.json', z.array(clientSchema).min(1)),
  }
}
