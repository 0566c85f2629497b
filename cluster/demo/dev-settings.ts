import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import { CONTOUR_NAMESPACE } from '#cluster/addons/contour-access.ts'
import { getIssuer } from '#cluster/identity/addresses.ts'
import { ensureIdentitySecrets } from '#cluster/identity/identity-secrets.ts'
import { getClusterStatus } from '#cluster/cluster-status.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { writeAccountKubeconfig } from './account-kubeconfig.ts'
import { getDemoAddresses } from './demo-addresses.ts'
import { buildDemoConfiguration } from './demo-configuration.ts'
import { readFileKeys, readPortalSecrets } from './portal-secrets.ts'
import { NAMESPACE } from './rights.ts'

/** The identity provider of the demo lets people come back here too. */
const DEVELOPMENT_URL = 'http://localhost:3000'

/** A working day. */
const TOKEN_LIFETIME_SECONDS = 12 * 60 * 60

/**
 * What the portal needs to run on this machine against the demo's cluster: the demo's own settings and secrets, and a
 * kubeconfig of the portal's service account, renewed each time. Throws UNAVAILABLE when the demo does not run.
 */
async function prepareDevelopment(name: string): Promise<Record<string, string>> {
  const layout = getClusterLayout(name)
  if ((await getClusterStatus(layout)).state === 'stopped') {
    throw new AppError('UNAVAILABLE', 'The portal needs the demo and its cluster: start them with npm run demo.')
  }
  const config = { kubeconfigPath: layout.kubeconfig }
  const client = createKubeClient(config)
  const file = path.join(layout.dir, 'portal.kubeconfig')
  const account = { namespace: NAMESPACE, name: 'moorage' }
  await writeAccountKubeconfig({ client, config, account, file, lifetimeSeconds: TOKEN_LIFETIME_SECONDS })
  const keysFile = path.join(layout.dir, 'file-keys.json')
  await writeFile(keysFile, await readFileKeys(client), { mode: 0o600 })
  const { clientSecret } = await ensureIdentitySecrets(client)
  return {
    ...buildDemoConfiguration(getDemoAddresses(layout.ingressPort), getIssuer(layout), {
      access: 'ingress',
      image: IMAGE_NAMES.fileServer,
      ingressNamespace: CONTOUR_NAMESPACE,
    }),
    ...(await readPortalSecrets(client)),
    MOORAGE_OIDC_CLIENT_SECRET: clientSecret,
    MOORAGE_URL: DEVELOPMENT_URL,
    MOORAGE_KUBECONFIG: file,
    MOORAGE_FILES_KEYS_FILE: keysFile,
  }
}

try {
  process.stdout.write(JSON.stringify(await prepareDevelopment(process.env['MOORAGE_CLUSTER_NAME'] ?? 'demo')))
} catch (error) {
  if (!(error instanceof AppError)) throw error
  const isMissing = error.code === 'NOT_FOUND'
  process.stderr.write(
    isMissing ? 'The portal is not in the cluster yet: run npm run demo.\n' : `${error.userMessage}\n`,
  )
  process.exitCode = 1
}
