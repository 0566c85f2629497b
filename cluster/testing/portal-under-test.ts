import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { writeAccountKubeconfig } from '#cluster/demo/account-kubeconfig.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { PORTAL_ACCOUNT, requireRights } from './accounts-under-test.ts'
import { client, layout } from './cluster-under-test.ts'

const TOKEN_LIFETIME_SECONDS = 3600

/**
 * From here on this process is the portal: its settings, and nothing but the token of its own service account. Called
 * in `beforeAll`, before anything reads the settings.
 */
export async function becomePortal(settings: Record<string, string> = {}): Promise<void> {
  await requireRights()
  const dir = await mkdtemp(path.join(tmpdir(), 'moorage-portal-'))
  afterAll(() => rm(dir, { recursive: true }))
  const file = path.join(dir, 'kubeconfig')
  await writeAccountKubeconfig({
    client,
    config: { kubeconfigPath: layout.kubeconfig },
    account: { namespace: NAMESPACE, name: PORTAL_ACCOUNT },
    file,
    lifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  })
  Object.assign(process.env, {
    MOORAGE_URL: 'http://moorage.localhost:8080',
    MOORAGE_FILES_URL: 'http://files.localhost:8080',
    MOORAGE_DEMO: 'true',
    MOORAGE_KUBECONFIG: file,
    MOORAGE_OIDC_ISSUER: 'http://id.localhost:8080',
    MOORAGE_OIDC_CLIENT_ID: 'moorage',
    MOORAGE_OIDC_CLIENT_SECRET: 'secret',
    MOORAGE_SESSION_SECRET: randomBytes(32).toString('hex'),
    ...settings,
  })
}
