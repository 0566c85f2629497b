import { readFile, rename, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { z } from 'zod'
import type { KubeClient } from '#lib/kube/client.ts'
import { loadKubeConfig, type KubeConfigOptions } from '#lib/kube/config.ts'

export interface AccountKubeconfigOptions {
  /** Who asks for the token: an administrator. */
  client: KubeClient
  /** What the client was made from; server and authority are taken from it. */
  config: KubeConfigOptions
  account: { namespace: string; name: string }
  /** Where to write it, with mode 600. */
  file: string
  lifetimeSeconds: number
}

const tokenAnswer = z.object({ status: z.object({ token: z.string().min(1) }) })

/** Writes a kubeconfig with a token of a service account and nothing else of whoever asked for it. */
export async function writeAccountKubeconfig(options: AccountKubeconfigOptions): Promise<void> {
  const { client, config, account, file, lifetimeSeconds } = options
  const { server, ca, serverName, isTlsVerified } = loadKubeConfig(config)
  const answer = await client.request<unknown>({
    method: 'POST',
    path: `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`,
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: lifetimeSeconds },
    },
  })
  const caText = ca && ('data' in ca ? ca.data : await readFile(ca.file, 'utf8'))
  const name = 'moorage'
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server,
          ...(caText ? { 'certificate-authority-data': Buffer.from(caText).toString('base64') } : {}),
          ...(serverName ? { 'tls-server-name': serverName } : {}),
          ...(isTlsVerified ? {} : { 'insecure-skip-tls-verify': true }),
        },
      },
    ],
    users: [{ name: account.name, user: { token: tokenAnswer.parse(answer).status.token } }],
    contexts: [{ name, context: { cluster: name, user: account.name } }],
    'current-context': name,
  })
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
