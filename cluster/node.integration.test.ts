import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import net from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '#cluster/exec.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { createObject, getObject, listObjects, requireObject } from '#lib/kube/verbs.ts'
import {
  buildKubectlCommand,
  client,
  createBox,
  createTestNamespace,
  execInPod,
  kubectl,
  layout,
  startKubectl,
  waitFor,
  waitForPod,
} from './testing/cluster-under-test.ts'
import { buildBoxSpec } from './testing/box.ts'

// What any Kubernetes promises, asked of this one, so that what Moorage shows on it can be believed.

let namespace: string
let remove: () => Promise<void>

const SERVER = `require('http').createServer((q, s) => s.end('hello from ' + require('os').hostname())).listen(8080)`

beforeAll(async () => {
  ;({ namespace, remove } = await createTestNamespace())
  await createBox({ namespace, name: 'box' })
  await createBox({ namespace, name: 'web', command: ['node', '-e', SERVER], ports: [{ containerPort: 8080 }] })
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  })
  await waitForPod(namespace, 'box')
  await waitForPod(namespace, 'web')
})

afterAll(() => remove())

const inBox = (...command: string[]) => execInPod({ namespace, pod: 'box', command })
const fetchInBox = (url: string) =>
  inBox('node', '-e', `fetch('${url}').then((r) => r.text()).then((t) => process.stdout.write(t))`)

describe('a pod under the level restricted', () => {
  test('runs as user 1000 without capabilities and with the default seccomp profile', async () => {
    const [identity, status] = await Promise.all([inBox('id'), inBox('cat', '/proc/self/status')])
    expect(identity).toMatch(/^uid=1000\S* gid=1000/)
    expect(status).toMatch(/^CapEff:\s+0000000000000000$/m)
    expect(status).toMatch(/^CapBnd:\s+0000000000000000$/m)
    expect(status).toMatch(/^Seccomp:\s+2$/m)
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  })

  test('is refused when it wants to be root', async () => {
    const spec = { ...buildBoxSpec({}), securityContext: { runAsUser: 0 } }
    const refusal = createObject(client, { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: 'root' }, spec })
    await expect(refusal).rejects.toSatisfy((error) => getKubeCase(error) === 'pod-security')
  })
})

describe('what goes in and out of a pod', () => {
  test('exec gives a terminal, with its size', async () => {
    // kubectl asks for a terminal only when it has one itself; `script` lends it.
    const show = ['sh', '-c', '"tty; node -p \'String(process.stdout.getWindowSize())\'"']
    const attach = buildKubectlCommand(['exec', '-it', '-n', namespace, 'box', '--', ...show]).join(' ')
    const command = `stty cols 132 rows 43; exec ${attach}`
    const { stdout } = await run('script', ['-qec', command, '/dev/null'])
    expect(stdout).toMatch(/^\/dev\/pts\/\d+\r\n132,43\r\n/m)
  })

  test('logs follow', async () => {
    await createBox({
      namespace,
      name: 'talker',
      command: ['sh', '-c', 'trap exit TERM; i=0; while :; do echo line $i; i=$((i+1)); sleep 0.1; done'],
    })
    await waitForPod(namespace, 'talker')
    const logs = startKubectl(['logs', '-f', '-n', namespace, 'talker'])
    let seen = ''
    logs.stdout?.on('data', (chunk: Buffer) => (seen += String(chunk)))
    const first = await waitFor('the first lines', async () => seen.includes('line 1\n') && seen.length)
    await waitFor('later lines', async () => seen.length > first)
    expect(seen).toContain('line 0\nline 1\nline 2')
  })

  test('port-forward carries a request', async () => {
    const forward = startKubectl(['port-forward', '-n', namespace, 'pod/web', ':8080'])
    const [chunk] = (await once(forward.stdout ?? forward, 'data')) as [Buffer]
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(String(chunk))?.[1])
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect(await answer.text()).toBe('hello from web')
  })
})

describe('names and services', () => {
  test('a Service is reachable by its name and by its address', async () => {
    const service = await requireObject(client, { apiVersion: 'v1', kind: 'Service', namespace, name: 'web' })
    const { clusterIP } = service['spec'] as { clusterIP: string }
    expect(await fetchInBox(`http://web.${namespace}.svc.cluster.local/`)).toBe('hello from web')
    expect(await fetchInBox(`http://${clusterIP}/`)).toBe('hello from web')
  })

  test('names under localhost mean the ingress, inside pods too', async () => {
    const address = await inBox('node', '-e', `require('dns').lookup('id.localhost', (e, a) => console.log(a))`)
    expect(address.trim()).toBe(layout.nodeAddress)
  })

  test('an unknown name is answered at once, not after a time limit', async () => {
    const answer = await inBox('node', '-e', `require('dns').lookup('example.org', (e) => console.log(e.code))`)
    expect(answer.trim()).toBe('ENOTFOUND')
  })
})

describe('the controllers of Kubernetes', () => {
  test('a ResourceQuota refuses the pod that is one too many', async () => {
    const quota = await createTestNamespace()
    try {
      await createObject(client, {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { namespace: quota.namespace, name: 'pods' },
        spec: { hard: { pods: '1' } },
      })
      await waitFor('the quota to count', async () => {
        const name = { apiVersion: 'v1', kind: 'ResourceQuota', namespace: quota.namespace, name: 'pods' }
        const found = await getObject(client, name)
        return (found?.['status'] as { used?: object } | undefined)?.used
      })
      await createBox({ namespace: quota.namespace, name: 'first' })
      const refusal = createBox({ namespace: quota.namespace, name: 'second' })
      await expect(refusal).rejects.toSatisfy((error) => error instanceof AppError && error.code === 'QUOTA_EXCEEDED')
    } finally {
      await quota.remove()
    }
  })

  test('deleting a namespace takes everything in it', async () => {
    const doomed = await createTestNamespace()
    await createBox({ namespace: doomed.namespace, name: 'box' })
    await waitForPod(doomed.namespace, 'box')
    await doomed.remove()
    await waitFor('the namespace to be gone', async () => {
      const found = await getObject(client, { apiVersion: 'v1', kind: 'Namespace', name: doomed.namespace })
      return found === null
    })
    const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: doomed.namespace })
    expect(pods).toEqual([])
  })

  test('metrics-server answers with usage', async () => {
    const { stdout } = await waitFor('usage of the pod', () => kubectl(['top', 'pod', '-n', namespace, 'box']))
    expect(stdout).toMatch(/^box\s+\d+m\s+\d+Mi/m)
  })

  test('the API server writes an audit log without bodies', async () => {
    const log = await readFile(`${layout.logsDir}/audit.log`, 'utf8')
    const line = log.split('\n').find((text) => text.includes(`/namespaces/${namespace}/pods`))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'Metadata', verb: 'create' })
  })
})

test('etcd listens on the loopback address of the node only', async () => {
  const refused = await new Promise<boolean>((resolve) => {
    const socket = net.connect(2379, layout.nodeAddress)
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
  })
  expect(refused).toBe(true)
})
