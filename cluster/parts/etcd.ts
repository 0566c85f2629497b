import path from 'node:path'
import type { Part, PartContext } from './part.ts'

export const ETCD_URL = 'https://127.0.0.1:2379'
const PEER_URL = 'https://127.0.0.1:2380'

export function buildEtcdPart({ layout, built, pki }: PartContext): Part {
  return {
    name: 'etcd',
    isOnNode: true,
    after: [],
    command: [
      path.join(built.binDir, 'etcd'),
      `--name=${layout.nodeName}`,
      `--data-dir=${path.join(layout.dir, 'etcd')}`,
      `--listen-client-urls=${ETCD_URL}`,
      `--advertise-client-urls=${ETCD_URL}`,
      `--listen-peer-urls=${PEER_URL}`,
      `--initial-advertise-peer-urls=${PEER_URL}`,
      `--initial-cluster=${layout.nodeName}=${PEER_URL}`,
      '--client-cert-auth',
      `--trusted-ca-file=${pki.ca.cert}`,
      `--cert-file=${pki.etcdServer.cert}`,
      `--key-file=${pki.etcdServer.key}`,
      '--peer-client-cert-auth',
      `--peer-trusted-ca-file=${pki.ca.cert}`,
      `--peer-cert-file=${pki.etcdServer.cert}`,
      `--peer-key-file=${pki.etcdServer.key}`,
      // Without it the API server has no bookmarks to send for kinds that never change (kubeadm sets it too).
      '--watch-progress-notify-interval=5s',
      '--snapshot-count=10000',
      '--log-level=warn',
      // Right here and only here: a cluster for demos and tests survives killed processes, not a power cut.
      '--unsafe-no-fsync',
    ],
  }
}
