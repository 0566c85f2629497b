import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'yaml'
import type { ClusterLayout } from './layout.ts'
import type { CertificateFiles, Pki } from './pki.ts'

/** The kubeconfig of each client, as files. */
export interface Kubeconfigs {
  admin: string
  controllerManager: string
  scheduler: string
  kubelet: string
  kubeProxy: string
}

async function writeKubeconfig(
  layout: ClusterLayout,
  { file, caFile, client, user }: { file: string; caFile: string; client: CertificateFiles; user: string },
): Promise<string> {
  const base64 = async (source: string) => (await readFile(source)).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: layout.netns,
        cluster: { server: layout.apiServerUrl, 'certificate-authority-data': await base64(caFile) },
      },
    ],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': await base64(client.cert),
          'client-key-data': await base64(client.key),
        },
      },
    ],
    contexts: [{ name: layout.netns, context: { cluster: layout.netns, user } }],
    'current-context': layout.netns,
  }
  await writeFile(`${file}.new`, stringify(config), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return file
}

/** Writes the administrator's kubeconfig and one for each part that asks the API server. */
export async function writeKubeconfigs(layout: ClusterLayout, pki: Pki): Promise<Kubeconfigs> {
  const caFile = pki.ca.cert
  const part = (name: string, client: CertificateFiles) =>
    writeKubeconfig(layout, { file: path.join(layout.dir, 'pki', `${name}.kubeconfig`), caFile, client, user: name })
  const [admin, controllerManager, scheduler, kubelet, kubeProxy] = await Promise.all([
    writeKubeconfig(layout, { file: layout.kubeconfig, caFile, client: pki.admin, user: 'admin' }),
    part('controller-manager', pki.controllerManager),
    part('scheduler', pki.scheduler),
    part('kubelet', pki.kubelet),
    part('kube-proxy', pki.kubeProxy),
  ])
  return { admin, controllerManager, scheduler, kubelet, kubeProxy }
}
