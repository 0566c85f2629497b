import { readFile } from 'node:fs/promises'
import { startScriptedServer } from '#lib/kube/scripted-server.ts'

/** An address that answers nothing but what the test itself sends, and whom this process asks from here on. */
export async function startScriptedPrometheus() {
  const server = await startScriptedServer()
  const kubeconfig = JSON.parse(await readFile(server.kubeconfigPath, 'utf8')) as {
    clusters: { cluster: { server: string } }[]
  }
  Object.assign(process.env, {
    MOORAGE_DEMO: 'true',
    MOORAGE_URL: 'http://moorage.localhost',
    MOORAGE_OIDC_ISSUER: 'http://id.localhost',
    MOORAGE_OIDC_CLIENT_ID: 'moorage',
    MOORAGE_OIDC_CLIENT_SECRET: 'secret',
    MOORAGE_SESSION_SECRET: 'k9v2mQ7r5t1y8u3i6o0p4a2s9d7f5g3h',
    MOORAGE_USAGE_SOURCE: 'prometheus',
    MOORAGE_PROMETHEUS_URL: `${kubeconfig.clusters[0]?.cluster.server}/tenants/one/`,
  })
  return server
}

export type ScriptedPrometheus = Awaited<ReturnType<typeof startScriptedPrometheus>>
export type Exchange = Awaited<ReturnType<ScriptedPrometheus['next']>>
