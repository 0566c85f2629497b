import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import { client, layout } from './cluster-under-test.ts'
import { pickPort } from './gateway-under-test.ts'

/** Debian's, unpacked by scripts/setup.mjs. */
const PROGRAM = path.resolve(import.meta.dirname, '../../.moorage/debian/usr/bin/prometheus')
const NAME = `test-scraper-${randomBytes(3).toString('hex')}`
const NAMESPACE = 'default'
const RBAC = 'rbac.authorization.k8s.io'

/** Who may read the metrics of kubelets. */
const SCRAPER: KubeObject[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAMESPACE } },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata: { name: NAME },
    rules: [{ apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] }],
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: NAME },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
  },
]

export interface PrometheusUnderTest {
  settings: Record<string, string>
  /** The portal's file with the authority. */
  caFile: string
  stop: () => Promise<void>
  remove: () => Promise<void>
}

/** A Prometheus that asks the cluster's kubelet every five seconds, and proves itself by the cluster's authority. */
export async function startPrometheus(): Promise<PrometheusUnderTest> {
  const dir = await mkdtemp(path.join(tmpdir(), 'moorage-prometheus-'))
  const file = (name: string) => path.join(dir, name)
  for (const object of SCRAPER) await createObject(client, object)
  await writeFile(file('kubelet-token'), await createToken(), { mode: 0o600 })
  await writeFile(file('token'), 'what the portal says to Prometheus\n', { mode: 0o600 })
  await copyFile(path.join(layout.dir, 'pki/ca.crt'), file('ca.crt'))
  await writeFile(file('prometheus.yml'), stringify(buildConfiguration(file)))
  // For 127.0.0.1, among others.
  const server = path.join(layout.dir, 'pki/apiServer')
  await writeFile(
    file('web.yml'),
    stringify({ tls_server_config: { cert_file: `${server}.crt`, key_file: `${server}.key` } }),
  )
  const port = pickPort()
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${file('prometheus.yml')}`,
      `--web.config.file=${file('web.yml')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--storage.tsdb.path=${file('data')}`,
      '--log.level=error',
    ],
    { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const ended = once(child, 'exit')
  const url = `https://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return {
    settings: {
      MOORAGE_USAGE_SOURCE: 'prometheus',
      MOORAGE_PROMETHEUS_URL: url,
      MOORAGE_PROMETHEUS_TOKEN_FILE: file('token'),
      MOORAGE_PROMETHEUS_CA_FILE: file('ca.crt'),
    },
    caFile: file('ca.crt'),
    stop,
    remove: async () => {
      await stop()
      for (const { apiVersion, kind, metadata } of SCRAPER) {
        await deleteObject(client, { apiVersion, kind, name: metadata.name, namespace: metadata.namespace })
      }
      await rm(dir, { recursive: true })
    },
  }
}

const tokenAnswer = z.object({ status: z.object({ token: z.string().min(1) }) })

async function createToken(): Promise<string> {
  const answer = await client.request<unknown>({
    method: 'POST',
    path: `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${NAME}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  })
  return tokenAnswer.parse(answer).status.token
}

/** As an operator's: the kubelet's pages, and its own labels. The local cluster's cAdvisor knows containers by no name. */
function buildConfiguration(file: (name: string) => string) {
  return {
    global: { scrape_interval: '5s' },
    scrape_configs: ['/metrics', '/metrics/cadvisor', '/metrics/resource'].map((page) => ({
      job_name: `kubelet${page}`,
      metrics_path: page,
      honor_labels: true,
      scheme: 'https',
      authorization: { credentials_file: file('kubelet-token') },
      tls_config: { ca_file: path.join(layout.dir, 'pki/ca.crt') },
      static_configs: [{ targets: [`${layout.nodeAddress}:10250`] }],
    })),
  }
}
