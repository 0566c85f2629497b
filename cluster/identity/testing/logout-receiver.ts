import {
  client,
  createBox,
  createTestNamespace,
  layout,
  waitFor,
  waitForPod,
} from '#cluster/testing/cluster-under-test.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { exchange } from './plain-browser.ts'

// Keeps what is posted, and shows it to whoever asks.
const SERVER = `
const received = []
require('node:http').createServer((request, response) => {
  if (request.method === 'GET') return response.end(JSON.stringify(received))
  let body = ''
  request.on('data', (chunk) => { body += chunk }).on('end', () => { received.push(body); response.end() })
}).listen(8080)`

/** An application's address for back-channel logout, in a namespace of its own. */
export interface LogoutReceiver {
  address: string
  namespace: string
  /** The logout tokens that have arrived. */
  listTokens(): Promise<string[]>
  remove(): Promise<void>
}

export async function createLogoutReceiver(): Promise<LogoutReceiver> {
  const { namespace, remove } = await createTestNamespace()
  const host = `${namespace}.localhost`
  const address = `http://${host}:${layout.ingressPort}/logout`
  await createBox({ namespace, name: 'receiver', command: ['node', '-e', SERVER] })
  const ports = [{ port: 80, targetPort: 8080 }]
  const metadata = { namespace, name: 'receiver' }
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { app: 'receiver' }, ports },
  })
  const backend = { service: { name: 'receiver', port: { number: 80 } } }
  await createObject(client, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  })
  const read = () => exchange(new URL(address), undefined)
  await waitForPod(namespace, 'receiver')
  await waitFor('the ingress to know the receiver', async () => (await read()).status === 200)
  return {
    address,
    namespace,
    async listTokens() {
      const bodies = JSON.parse((await read()).body) as string[]
      return bodies.map((body) => new URLSearchParams(body).get('logout_token') ?? '')
    },
    remove,
  }
}
