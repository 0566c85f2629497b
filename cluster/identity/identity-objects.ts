import type { KubeObject } from '#lib/kube/object.ts'
import type { IdentitySecrets } from './identity-secrets.ts'
import type { IdentityClient } from './server/settings.ts'

export const FIELD_MANAGER = 'moorage-local-cluster'
export const SECRET_NAME = 'identity'

/** The labels of the provider's objects; the first one selects its pod. */
export const IDENTITY_LABELS = {
  'app.kubernetes.io/name': 'identity',
  'app.kubernetes.io/managed-by': 'moorage-local-cluster',
}
export const IDENTITY_SELECTOR = { 'app.kubernetes.io/name': 'identity' }

export function buildIdentityNamespace(namespace: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { ...IDENTITY_LABELS, 'pod-security.kubernetes.io/enforce': 'restricted' } },
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}

export function buildIdentitySecret(
  namespace: string,
  { keys, clientSecret, clients }: IdentitySecrets & { clients: readonly IdentityClient[] },
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: SECRET_NAME, namespace, labels: IDENTITY_LABELS },
    // Not stringData: server-side apply would not see that a value is the same as before.
    data: {
      'jwks.json': encode(JSON.stringify(keys.jwks)),
      'cookie-keys.json': encode(JSON.stringify(keys.cookieKeys)),
      'client-secret': encode(clientSecret),
      'clients.json': encode(JSON.stringify(clients)),
    },
  }
}
