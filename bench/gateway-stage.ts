import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject, deleteObject, listObjects } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { withOwner } from '#lib/workloads/objects-labels.ts'
import { buildLaunch } from '#lib/workloads/objects-launch.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import type { DemoPeople, DemoPerson } from './demo-people.ts'

const NAME = 'bench'
const PORT = 8080
const READY_MS = 60_000

/** The same program behind the gateway and behind an Ingress of its own. */
const PROGRAM = `
const block = Buffer.alloc(1048576)
require('node:http').createServer((request, response) => {
  const mib = Number(new URL(request.url, 'http://pod').searchParams.get('mib'))
  if (!mib) return response.end('{"ok":true}')
  let left = mib
  response.writeHead(200, { 'content-length': mib * block.length })
  const write = () => {
    while (left > 0) { left -= 1; if (!response.write(block)) return response.once('drain', write) }
    response.end()
  }
  write()
}).listen(${PORT})`
const COMMAND = ['node', '-e', PROGRAM]

/** Where something is asked, and with what. */
export interface Door {
  host: string
  port: number
  headers: Record<string, string>
}

export interface LaunchedWorkload {
  uid: string
  pod: { name: string; uid: string }
}

/** A workload of the person's, as a launch makes it. */
export async function launch(client: KubeClient, { space, namespace }: DemoPerson): Promise<LaunchedWorkload> {
  const input = launchSchema.parse({
    space,
    kind: 'service',
    name: NAME,
    launchId: randomUUID(),
    image: IMAGE_NAMES.toolbox,
    command: COMMAND,
    cpu: '2',
    memory: '256Mi',
    ports: [{ name: 'http', port: PORT }],
    web: { port: PORT },
  })
  const { workload, network } = buildLaunch(input, { namespace, kind: 'user', gatewayNamespace: NAMESPACE })
  const made = await createObject(client, workload)
  for (const object of network) await createObject(client, withOwner(object, made))
  return { uid: made.metadata.uid ?? '', pod: await waitForPod(client, namespace) }
}

async function waitForPod(client: KubeClient, namespace: string): Promise<{ name: string; uid: string }> {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline) {
    const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace })
    const ready = pods.find(({ status }) =>
      (status as { conditions?: { type: string; status: string }[] }).conditions?.some(
        (one) => one.type === 'Ready' && one.status === 'True',
      ),
    )
    if (ready) return { name: ready.metadata.name, uid: ready.metadata.uid ?? '' }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('The workload of the benchmark did not start.')
}

/** The way of a person: from the portal with a ticket, and then with the cookie. */
export async function enter({ portalUrl }: DemoPeople, cookie: string, person: DemoPerson): Promise<Door> {
  const page = { accept: 'text/html', cookie }
  const open = routes.openWorkload(person.space, { kind: 'service', name: NAME })
  const toEnter = await follow(`${portalUrl}${open}`, page)
  const url = new URL(toEnter.headers.location ?? '')
  const entered = await follow(url.href, { accept: 'text/html' })
  const [set = ''] = entered.headers['set-cookie'] ?? []
  const headers = { host: url.host, cookie: set.split(';')[0] ?? '' }
  return { host: '127.0.0.1', port: Number(url.port), headers }
}

async function follow(address: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const url = new URL(address)
  const asked = http.request({
    host: '127.0.0.1',
    port: url.port,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host },
    agent: false,
  })
  const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage]
  answer.resume()
  if (answer.headers.location === undefined)
    throw new Error(`${address} answered ${answer.statusCode} and leads nowhere.`)
  return answer
}

/** The same program in a namespace that is no space, behind nothing but the ingress. */
export async function publish(client: KubeClient, port: number): Promise<Door & { remove: () => Promise<unknown> }> {
  const namespace = `bench-${randomUUID().slice(0, 8)}`
  const labels = { app: NAME }
  const metadata = { name: NAME, namespace, labels }
  const host = `${namespace}.localhost`
  await createObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await createObject(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: NAME,
              image: IMAGE_NAMES.toolbox,
              command: COMMAND,
              readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  })
  const ports = [{ port: 80, targetPort: PORT }]
  await createObject(client, { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports } })
  const backend = { service: { name: NAME, port: { number: 80 } } }
  await createObject(client, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, annotations: { 'projectcontour.io/response-timeout': 'infinity' } },
    spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  })
  await waitForPod(client, namespace)
  const remove = () => deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
  return { host: '127.0.0.1', port, headers: { host: `${host}:${port}` }, remove }
}
