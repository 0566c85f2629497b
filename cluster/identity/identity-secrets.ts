import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { createObject, getObject, requireObject } from '#lib/kube/verbs.ts'
import { IDENTITY_NAMESPACE } from './addresses.ts'
import { buildIdentityNamespace, buildIdentitySecret, FIELD_MANAGER, SECRET_NAME } from './identity-objects.ts'
import { cookieKeysSchema, jwksSchema } from './server/settings.ts'

const SECRET_BYTES = 32

export interface IdentityKeys {
  /** Private keys that tokens are signed with. */
  jwks: z.output<typeof jwksSchema>
  cookieKeys: string[]
}

export interface IdentitySecrets {
  keys: IdentityKeys
  clientSecret: string
}

function generateSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** RS256, because every application understands it. */
export async function generateIdentitySecrets(): Promise<IdentitySecrets> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const jwk = privateKey.export({ format: 'jwk' })
  const key = { ...jwk, kty: 'RSA', kid: randomBytes(8).toString('hex'), alg: 'RS256', use: 'sig' }
  return { keys: { jwks: { keys: [key] }, cookieKeys: [generateSecret()] }, clientSecret: generateSecret() }
}

const base64Json = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .transform((value) => JSON.parse(Buffer.from(value, 'base64').toString()) as unknown)
    .pipe(schema)

const secretObject = z.object({
  data: z.object({
    'jwks.json': base64Json(jwksSchema),
    'cookie-keys.json': base64Json(cookieKeysSchema),
    'client-secret': z.string().transform((value) => Buffer.from(value, 'base64').toString()),
  }),
})

function parseSecret(object: unknown): IdentitySecrets {
  const { data } = secretObject.parse(object)
  return {
    keys: { jwks: data['jwks.json'], cookieKeys: data['cookie-keys.json'] },
    clientSecret: data['client-secret'],
  }
}

/**
 * The provider's keys and the portal's client secret as the cluster keeps them; made and stored there the first time,
 * with the namespace. Two that do this at once end with the same ones.
 */
export async function ensureIdentitySecrets(
  client: KubeClient,
  namespace: string = IDENTITY_NAMESPACE,
): Promise<IdentitySecrets> {
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: SECRET_NAME }
  const known = await getObject(client, ref)
  if (known) return parseSecret(known)
  await applyObject(client, buildIdentityNamespace(namespace), { fieldManager: FIELD_MANAGER, force: true })
  const secrets = await generateIdentitySecrets()
  try {
    await createObject(client, buildIdentitySecret(namespace, { ...secrets, clients: [] }), {
      fieldManager: FIELD_MANAGER,
    })
    return secrets
  } catch (error) {
    if (getKubeCase(error) !== 'already-exists') throw error
    return parseSecret(await requireObject(client, ref))
  }
}
