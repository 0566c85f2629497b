import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'yaml'
import { ETCD_URL } from './etcd.ts'
import type { Part, PartContext } from './part.ts'

/** Every request but the heartbeats, so that a reader sees what the portal really asks; bodies are never written. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi/*'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }], users: [] },
    { level: 'None', userGroups: ['system:nodes'], verbs: ['get', 'list', 'watch', 'patch'] },
    {
      level: 'None',
      users: ['system:kube-controller-manager', 'system:kube-scheduler', 'system:kube-proxy', 'system:apiserver'],
      verbs: ['get', 'list', 'watch'],
    },
    { level: 'Metadata' },
  ],
}

export async function buildKubeApiserverPart({ layout, built, pki }: PartContext): Promise<Part> {
  const policyFile = path.join(layout.dir, 'config', 'audit-policy.yaml')
  await mkdir(path.dirname(policyFile), { recursive: true })
  await writeFile(policyFile, stringify(auditPolicy))
  return {
    name: 'kube-apiserver',
    isOnNode: true,
    // It waits for etcd by itself, and the two start faster side by side.
    after: [],
    command: [
      path.join(built.binDir, 'kube-apiserver'),
      `--advertise-address=${layout.nodeAddress}`,
      `--bind-address=${layout.nodeAddress}`,
      '--secure-port=6443',
      `--tls-cert-file=${pki.apiServer.cert}`,
      `--tls-private-key-file=${pki.apiServer.key}`,
      `--client-ca-file=${pki.ca.cert}`,
      `--etcd-servers=${ETCD_URL}`,
      `--etcd-cafile=${pki.ca.cert}`,
      `--etcd-certfile=${pki.etcdClient.cert}`,
      `--etcd-keyfile=${pki.etcdClient.key}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      `--service-cluster-ip-range=${layout.serviceCidr}`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${pki.serviceAccountKey.public}`,
      `--service-account-signing-key-file=${pki.serviceAccountKey.private}`,
      `--kubelet-certificate-authority=${pki.ca.cert}`,
      `--kubelet-client-certificate=${pki.kubeletClient.cert}`,
      `--kubelet-client-key=${pki.kubeletClient.key}`,
      '--kubelet-preferred-address-types=InternalIP',
      `--requestheader-client-ca-file=${pki.frontProxyCa.cert}`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      `--proxy-client-cert-file=${pki.frontProxyClient.cert}`,
      `--proxy-client-key-file=${pki.frontProxyClient.key}`,
      `--audit-policy-file=${policyFile}`,
      `--audit-log-path=${path.join(layout.logsDir, 'audit.log')}`,
      '--audit-log-maxsize=50',
      '--audit-log-maxbackup=2',
      '--profiling=false',
      // Clients should not wait for a shutdown that nobody else takes over.
      '--shutdown-delay-duration=0s',
    ],
    readiness: {
      url: `${layout.apiServerUrl}/readyz`,
      caFile: pki.ca.cert,
      certFile: pki.admin.cert,
      keyFile: pki.admin.key,
    },
  }
}
