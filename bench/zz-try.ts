import path from 'node:path'
import { getClusterLayout } from '#cluster/layout.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { getIssuer } from '#cluster/identity/addresses.ts'
import { createSpaces } from './many-spaces.ts'
import { formatBenchName } from './bench-sessions.ts'
import { startChromium } from './chromium.ts'
import { buildBenchPortal } from './portal-build.ts'
import { startPortal } from './portal-process.ts'
import { measureChanges } from './workloads-changes.ts'
import { measureList } from './workloads-list.ts'
import { measurePreflight } from './workloads-preflight.ts'
void path
await buildBenchPortal()
console.log('built', new Date().toISOString())
const layout = getClusterLayout('demo')
const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
const n = 3
const browser = await startChromium()
await createSpaces(client, { issuer: getIssuer(layout), spaces: n, volumes: 1, pods: 0 })
const portal = await startPortal({ layout, client })
try {
  const run = { client, portal, browser }
  for (const f of [() => measurePreflight(run, 0), () => measureChanges(run, 1), () => measureList(run, 2)]) {
    try { console.log(JSON.stringify(await f(), null, 1)) } catch (e) { console.log(e) }
  }
  console.log(await portal.readMemory(), await portal.readMetric('moorage_cache_objects'))
} finally {
  await portal.stop()
  await browser.close()
  for (let i = 0; i < n; i++) {
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: `user-${formatBenchName(i)}-storage` })
    await deleteObject(client, { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: formatBenchName(i) })
  }
}
process.exit(0)
