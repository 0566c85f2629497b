import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'yaml'
import { canLowerOomScore, getContainerdSocket } from './containerd.ts'
import type { Part, PartContext } from './part.ts'

export async function buildKubeletPart({ layout, built, pki, kubeconfigs }: PartContext): Promise<Part> {
  const configFile = path.join(layout.dir, 'config', 'kubelet.yaml')
  const resolvConf = path.join(layout.dir, 'config', 'resolv.conf')
  // Pods with the node's own DNS ask nobody: the machine's servers may not be reachable from the namespace.
  await writeFile(resolvConf, '')
  await writeFile(
    configFile,
    stringify({
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      address: layout.nodeAddress,
      healthzBindAddress: '127.0.0.1',
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: pki.ca.cert },
      },
      authorization: { mode: 'Webhook' },
      tlsCertFile: pki.kubeletServer.cert,
      tlsPrivateKeyFile: pki.kubeletServer.key,
      containerRuntimeEndpoint: `unix://${getContainerdSocket(layout)}`,
      cgroupDriver: 'cgroupfs',
      cgroupRoot: layout.cgroup,
      failCgroupV1: false,
      failSwapOn: false,
      oomScoreAdj: (await canLowerOomScore()) ? -999 : 0,
      clusterDNS: [layout.dnsAddress],
      clusterDomain: 'cluster.local',
      resolvConf,
      // A laptop's disk is often nearly full; the volumes have limits of their own.
      evictionHard: {
        'memory.available': '100Mi',
        'nodefs.available': '1%',
        'nodefs.inodesFree': '1%',
        'imagefs.available': '1%',
      },
      // Images are loaded once and cannot be pulled again.
      imageGCHighThresholdPercent: 100,
      imageGCLowThresholdPercent: 99,
      makeIPTablesUtilChains: false,
      podLogsDir: path.join(layout.dir, 'pod-logs'),
      volumePluginDir: path.join(layout.dir, 'kubelet-plugins'),
      nodeStatusUpdateFrequency: '5s',
      serializeImagePulls: false,
      volumeStatsAggPeriod: '10s',
    }),
  )
  return {
    name: 'kubelet',
    isOnNode: true,
    after: ['containerd', 'kube-apiserver', 'controllers'],
    command: [
      path.join(built.binDir, 'kubelet'),
      `--config=${configFile}`,
      `--kubeconfig=${kubeconfigs.kubelet}`,
      `--hostname-override=${layout.nodeName}`,
      `--node-ip=${layout.nodeAddress}`,
      `--root-dir=${path.join(layout.dir, 'kubelet')}`,
      '--v=1',
    ],
  }
}
