import { randomBytes } from 'node:crypto'
import { afterAll } from 'vitest'
import { createAccountKubeconfig, PORTAL_ACCOUNT, requireRights, type TestKubeconfig } from './accounts-under-test.ts'

const kubeconfigs: TestKubeconfig[] = []

// Here, and not where they are made: a hook that is asked for while another one runs is never called.
afterAll(async () => {
  for (const { remove } of kubeconfigs) await remove()
})

/**
 * From here on this process is the portal: its settings, and nothing but the token of its own service account. Called
 * in `beforeAll`, before anything reads the settings.
 */
export async function becomePortal(settings: Record<string, string> = {}): Promise<void> {
  await requireRights()
  const kubeconfig = await createAccountKubeconfig(PORTAL_ACCOUNT)
  kubeconfigs.push(kubeconfig)
  Object.assign(process.env, {
    MOORAGE_URL: 'http://moorage.localhost:8080',
    MOORAGE_FILES_URL: 'http://files.localhost:8080',
    MOORAGE_DEMO: 'true',
    MOORAGE_KUBECONFIG: kubeconfig.file,
    MOORAGE_OIDC_ISSUER: 'http://id.localhost:8080',
    MOORAGE_OIDC_CLIENT_ID: 'moorage',
    MOORAGE_OIDC_CLIENT_SECRET: 'secret',
    MOORAGE_SESSION_SECRET: randomBytes(32).toString('hex'),
    ...settings,
  })
}
