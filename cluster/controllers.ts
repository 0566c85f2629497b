import { createKubeClient } from '#lib/kube/client.ts'
import { getClusterLayout } from './layout.ts'
import { createLog } from './log.ts'
import { createNetworkPolicyController } from './network-policy/controller.ts'
import { createStorageController } from './storage/controller.ts'

/** The cluster's own controllers in one process: storage and network policies. */
const layout = getClusterLayout(process.argv[2] ?? '')
const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
const networkPolicy = createNetworkPolicyController({ client, layout, log: createLog('network-policy') })
const storage = createStorageController({ client, layout, log: createLog('storage') })

process.once('SIGTERM', () => {
  void Promise.allSettled([networkPolicy.stop(), storage.stop()]).then(() => process.exit(0))
})
await Promise.all([networkPolicy.ready, storage.ready])
