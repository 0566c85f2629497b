import { z } from 'zod'
import { type PortalSecrets, readPortalSecrets } from '#cluster/demo/portal-secrets.ts'
import { PORTAL_NAME } from '#cluster/demo/portal-settings.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import { client } from './place.ts'

const configMap = z.object({ data: z.record(z.string(), z.string()) })
const secret = z.object({
  data: z.object({
    MOORAGE_OIDC_CLIENT_SECRET: z.string().transform((value) => Buffer.from(value, 'base64').toString()),
  }),
})

interface OwnSettings {
  configuration: Record<string, string>
  secrets: PortalSecrets & { MOORAGE_OIDC_CLIENT_SECRET: string }
}

/** The settings of the portal under test, for another one beside it. */
export async function readPortalSettings(): Promise<OwnSettings> {
  const ref = { apiVersion: 'v1', namespace: NAMESPACE, name: PORTAL_NAME }
  const { data: configuration } = configMap.parse(await requireObject(client, { ...ref, kind: 'ConfigMap' }))
  const { data } = secret.parse(await requireObject(client, { ...ref, kind: 'Secret' }))
  return { configuration, secrets: { ...(await readPortalSecrets(client)), ...data } }
}
