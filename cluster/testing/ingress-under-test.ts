import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createObject } from '#lib/kube/verbs.ts'
import { client, createBox, createTestNamespace, layout, waitFor, waitForPod } from './cluster-under-test.ts'
import { request, WEBSOCKET_PATH } from './ingress-traffic.ts'

/** A server in a pod, and the name under which the ingress leads to it. */
export interface ServerBehindIngress {
  namespace: string
  /** As a browser's address bar shows it, with the port. */
  host: string
  remove: () => Promise<void>
}

export async function createServerBehindIngress(): Promise<ServerBehindIngress> {
  const { namespace, remove } = await createTestNamespace()
  const source = await readFile(path.join(import.meta.dirname, 'ingress-server.ts'), 'utf8')
  const command = ['node', '--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', source]
  await createBox({ namespace, name: 'server', command })
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: 'server' },
    spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 8080 }] },
  })
  await createObject(client, buildIngress(namespace))
  await waitForPod(namespace, 'server')
  const host = `${namespace}.localhost:${layout.ingressPort}`
  await waitFor('the ingress to know the server', async () => (await request({ host, path: '/' })).statusCode === 200)
  return { namespace, host, remove }
}

function buildIngress(namespace: string) {
  const backend = { service: { name: 'server', port: { number: 80 } } }
  const paths = ['/', WEBSOCKET_PATH].map((prefix) => ({ path: prefix, pathType: 'Prefix', backend }))
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      namespace,
      name: 'server',
      annotations: {
        'projectcontour.io/response-timeout': 'infinity',
        'projectcontour.io/websocket-routes': WEBSOCKET_PATH,
      },
    },
    spec: { rules: [{ host: `${namespace}.localhost`, http: { paths } }] },
  }
}
