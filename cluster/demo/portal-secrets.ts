import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { KubeClient } from '#lib/kube/client.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { createObject, getObject } from '#lib/kube/verbs.ts'
import { FILE_KEYS_ENTRY, FILE_KEYS_NAME, PORTAL_NAME } from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

const decoded = z.string().transform((value) => Buffer.from(value, 'base64').toString())

const secretObject = z.object({
  data: z
    .object({
      MOORAGE_SESSION_SECRET: decoded,
      MOORAGE_GATEWAY_SECRET: decoded,
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: decoded,
    })
    .partial()
    .default({}),
})

export interface PortalSecrets {
  MOORAGE_SESSION_SECRET: string
  /** The gateway has it too. */
  MOORAGE_GATEWAY_SECRET: string
  /** Server actions of one build have to be readable on every replica: https://nextjs.org/docs/app/guides/self-hosting */
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: string
}

/** The portal's own secrets as the cluster keeps them; what is missing is made, and is stored with the portal. */
export async function readPortalSecrets(client: KubeClient): Promise<PortalSecrets> {
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: PORTAL_NAME }
  const { data } = secretObject.parse((await getObject(client, ref)) ?? { data: {} })
  return {
    MOORAGE_SESSION_SECRET: data.MOORAGE_SESSION_SECRET ?? randomBytes(48).toString('base64'),
    MOORAGE_GATEWAY_SECRET: data.MOORAGE_GATEWAY_SECRET ?? randomBytes(48).toString('base64'),
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: data.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? randomBytes(32).toString('base64'),
  }
}

const keysObject = z.object({ data: z.object({ [FILE_KEYS_ENTRY]: decoded }) })

/**
 * The keys for tokens of file servers as the cluster keeps them. Where there are none yet, a first one is put there at once:
 * portals with different keys would end each other's file servers.
 */
export async function readFileKeys(client: KubeClient): Promise<string> {
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: FILE_KEYS_NAME }
  const known = keysObject.safeParse(await getObject(client, ref)).data?.data[FILE_KEYS_ENTRY]
  if (known) return known
  const made = JSON.stringify({ keys: [createFileKey()] })
  try {
    const { apiVersion, kind, namespace, name } = ref
    const data = { [FILE_KEYS_ENTRY]: Buffer.from(made).toString('base64') }
    await createObject(client, { apiVersion, kind, metadata: { namespace, name }, data })
    return made
  } catch (error) {
    if (getKubeCase(error) === 'already-exists') return readFileKeys(client)
    throw error
  }
}

const fileKeysSchema = z.object({
  keys: z.array(z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })),
})

/** What the gateway checks the portal's tickets with; the names of keys are made as the portal makes them. */
export function toPublicKeys(fileKeys: string): object[] {
  return fileKeysSchema.parse(JSON.parse(fileKeys)).keys.map((key) => ({
    ...key,
    kid: createHash('sha256').update(key.x).digest('base64url').slice(0, 16),
  }))
}

/** A private Ed25519 key as a JWK. */
export function createFileKey(): object {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
}
