import path from 'node:path'
import type { Part, PartContext } from './part.ts'

export function buildKubeControllerManagerPart({ layout, built, pki, kubeconfigs }: PartContext): Part {
  return {
    name: 'kube-controller-manager',
    isOnNode: true,
    after: ['kube-apiserver'],
    command: [
      path.join(built.binDir, 'kube-controller-manager'),
      `--kubeconfig=${kubeconfigs.controllerManager}`,
      `--authentication-kubeconfig=${kubeconfigs.controllerManager}`,
      `--authorization-kubeconfig=${kubeconfigs.controllerManager}`,
      `--bind-address=${layout.nodeAddress}`,
      `--tls-cert-file=${pki.controllerManagerServer.cert}`,
      `--tls-private-key-file=${pki.controllerManagerServer.key}`,
      '--leader-elect=false',
      // Pod addresses come from the CNI's host-local range; no other node and no cloud ever takes part.
      '--controllers=*,-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller,-service-lb-controller',
      '--allocate-node-cidrs=false',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${pki.serviceAccountKey.private}`,
      `--root-ca-file=${pki.ca.cert}`,
      `--client-ca-file=${pki.ca.cert}`,
      `--cluster-signing-cert-file=${pki.ca.cert}`,
      `--cluster-signing-key-file=${pki.ca.key}`,
      `--service-cluster-ip-range=${layout.serviceCidr}`,
      '--profiling=false',
    ],
  }
}
