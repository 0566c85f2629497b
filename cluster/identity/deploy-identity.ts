import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { getIssuer } from './addresses.ts'
import { FIELD_MANAGER } from './identity-objects.ts'
import { ensureIdentitySecrets } from './identity-secrets.ts'
import { buildIdentity, type IdentityOptions } from './identity.ts'

export interface DeployedIdentity {
  issuer: string
  /** The portal's. */
  clientSecret: string
}

/** Brings the provider to the cluster with the keys that the cluster keeps; resolves before its pod is ready. */
export async function deployIdentity(
  client: KubeClient,
  layout: Pick<ClusterLayout, 'ingressPort'>,
  options: Omit<IdentityOptions, 'keys' | 'clientSecret'> = {},
): Promise<DeployedIdentity> {
  const secrets = await ensureIdentitySecrets(client, options.namespace)
  for (const object of buildIdentity(layout, { ...options, ...secrets })) {
    await applyObject(client, object, { fieldManager: FIELD_MANAGER, force: true })
  }
  return { issuer: getIssuer(layout, options.namespace), clientSecret: secrets.clientSecret }
}
