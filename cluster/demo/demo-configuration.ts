import { DEMO_ADMIN_GROUP } from '#cluster/identity/demo-people.ts'
import { PORTAL_CLIENT_ID } from '#cluster/identity/addresses.ts'
import type { DemoAddresses } from './demo-addresses.ts'
import { FILE_KEYS_FILE, METRICS_PORT } from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

export interface DemoFiles {
  access: 'ingress' | 'service' | 'port-forward'
  image: string
  ingressNamespace: string
}

/** The demo's settings of the portal that are no secrets, for its pod and for `npm run dev`. */
export function buildDemoConfiguration(
  addresses: DemoAddresses,
  issuer: string,
  files: DemoFiles,
): Record<string, string> {
  return {
    MOORAGE_URL: addresses.portalUrl,
    MOORAGE_FILES_URL: addresses.filesUrl,
    MOORAGE_APPS_DOMAIN: addresses.appsDomain,
    MOORAGE_WEB_PUBLIC: 'true',
    MOORAGE_USER_NAMESPACES: 'true',
    MOORAGE_DEMO: 'true',
    MOORAGE_NAMESPACE: NAMESPACE,
    MOORAGE_OIDC_ISSUER: issuer,
    MOORAGE_OIDC_CLIENT_ID: PORTAL_CLIENT_ID,
    MOORAGE_ADMIN_GROUP: DEMO_ADMIN_GROUP,
    MOORAGE_METRICS_PORT: String(METRICS_PORT),
    MOORAGE_FILES_KEYS_FILE: FILE_KEYS_FILE,
    MOORAGE_FILES_ACCESS: files.access,
    MOORAGE_FILESERVER_IMAGE: files.image,
    MOORAGE_INGRESS_NAMESPACE: files.ingressNamespace,
  }
}
