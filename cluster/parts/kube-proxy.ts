import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'yaml'
import type { Part, PartContext } from './part.ts'

export async function buildKubeProxyPart({ layout, built, kubeconfigs }: PartContext): Promise<Part> {
  const configFile = path.join(layout.dir, 'config', 'kube-proxy.yaml')
  await writeFile(
    configFile,
    stringify({
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'nftables',
      clientConnection: { kubeconfig: kubeconfigs.kubeProxy },
      clusterCIDR: layout.podCidr,
      hostnameOverride: layout.nodeName,
      healthzBindAddress: '127.0.0.1:10256',
      metricsBindAddress: '127.0.0.1:10249',
      nodePortAddresses: ['primary'],
      // Zero leaves the host's own connection tracking as it is: those settings are not the namespace's alone.
      conntrack: {
        maxPerCore: 0,
        min: 0,
        tcpEstablishedTimeout: '0s',
        tcpCloseWaitTimeout: '0s',
      },
      // A Service is reachable soon after its endpoints are; the default of one second is for large clusters.
      nftables: { minSyncPeriod: '100ms', syncPeriod: '30s' },
    }),
  )
  return {
    name: 'kube-proxy',
    isOnNode: true,
    after: ['kube-apiserver'],
    command: [path.join(built.binDir, 'kube-proxy'), `--config=${configFile}`],
  }
}
