import type { ClusterLayout } from '#cluster/layout.ts'
import type { IdentityClient } from './server/settings.ts'

/** The namespace of the demo's provider, which is also its name. */
export const IDENTITY_NAMESPACE = 'identity'
export const PORTAL_CLIENT_ID = 'moorage'

/** A domain of which the portal, files and web addresses of a test can all be names. */
export const ONE_DOMAIN = 'one.localhost'

/** Where `npm run dev` serves the portal. */
const DEVELOPMENT_ORIGIN = 'http://localhost:3000'

type Ports = Pick<ClusterLayout, 'ingressPort'>

/** The host name of a provider; one that runs beside the demo's is called after its namespace. */
export function getIdentityHost(namespace: string = IDENTITY_NAMESPACE): string {
  return namespace === IDENTITY_NAMESPACE ? 'id.localhost' : `id-${namespace}.localhost`
}

/** The issuer: one address for browsers and for pods. */
export function getIssuer({ ingressPort }: Ports, namespace: string = IDENTITY_NAMESPACE): string {
  return `http://${getIdentityHost(namespace)}:${ingressPort}`
}

/** The portal as an application that people sign in to: in the cluster, on a developer's machine and in tests. */
export function toPortalClient({ ingressPort }: Ports, secret: string, { isTested = false } = {}): IdentityClient {
  const origin = `http://moorage.localhost:${ingressPort}`
  const origins = [origin, DEVELOPMENT_ORIGIN, ...(isTested ? [`http://moorage.${ONE_DOMAIN}:${ingressPort}`] : [])]
  return {
    id: PORTAL_CLIENT_ID,
    secret,
    name: 'Moorage',
    url: `${origin}/`,
    redirectUris: origins.map((address) => `${address}/api/auth/callback/oidc`),
    postLogoutRedirectUris: origins.flatMap((address) => [address, `${address}/`, `${address}/sign-in`]),
    backchannelLogoutUri: `${origin}/api/auth/backchannel-logout`,
  }
}
