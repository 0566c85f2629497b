import { getDemoAddresses } from '#cluster/demo/demo-addresses.ts'
import { createIdentityControl } from '#cluster/identity/identity-control.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { createKubeClient } from '#lib/kube/client.ts'

/** The cluster that the portal under test runs in: `test`, or one that runs anyway. */
export const layout = getClusterLayout(process.env['MOORAGE_CLUSTER_NAME'] ?? 'test')
/** Its administrator, who sees what the portal did and does what somebody with kubectl would do. */
export const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
export const identity = createIdentityControl(client)
export const { portalUrl, portalHost } = getDemoAddresses(layout.ingressPort)
