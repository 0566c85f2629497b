import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'yaml'
import type { Part, PartContext } from './part.ts'

export async function buildKubeSchedulerPart({ layout, built, pki, kubeconfigs }: PartContext): Promise<Part> {
  const configFile = path.join(layout.dir, 'config', 'kube-scheduler.yaml')
  await writeFile(
    configFile,
    stringify({
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      clientConnection: { kubeconfig: kubeconfigs.scheduler },
      leaderElection: { leaderElect: false },
      parallelism: 2,
    }),
  )
  return {
    name: 'kube-scheduler',
    isOnNode: true,
    after: ['kube-apiserver'],
    command: [
      path.join(built.binDir, 'kube-scheduler'),
      `--config=${configFile}`,
      `--authentication-kubeconfig=${kubeconfigs.scheduler}`,
      `--authorization-kubeconfig=${kubeconfigs.scheduler}`,
      `--bind-address=${layout.nodeAddress}`,
      `--tls-cert-file=${pki.schedulerServer.cert}`,
      `--tls-private-key-file=${pki.schedulerServer.key}`,
    ],
  }
}
