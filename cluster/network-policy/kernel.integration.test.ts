import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '#cluster/exec.ts'
import {
  createNode,
  createOutside,
  createPod,
  addIpv6Route,
  getLinkLocalAddress,
  removeNetworks,
} from './kernel-net.ts'
import type { ProbedNetwork } from './kernel-net.ts'
import { DB_SELECTOR, DENY_ALL, EVERY_WAY, SCENARIOS, STRANGER_WAYS, WEB_SELECTOR } from './kernel-scenarios.ts'
import type { Place, Way } from './kernel-scenarios.ts'
import { deletePolicyTables, hasPolicyTable, replacePolicyTable } from './nft.ts'
import { createPodAddresses } from './pod-addresses.ts'
import { toPolicyPod } from './pod.ts'
import { toPolicy } from './policy.ts'
import { renderRuleset } from './ruleset.ts'

// The rules in the kernel, between real network namespaces; no Kubernetes is needed, only root.

const POD_CIDR = '10.244.0.0/24'
// Long enough that a busy machine does not make an open way look closed, and short because every closed way takes it.
const OPEN_TIMEOUT_MS = 5_000
const CLOSED_TIMEOUT_MS = 500

const ADDRESSES = {
  web: '10.244.0.5',
  db: '10.244.0.6',
  green: '10.244.0.130',
  stranger: '10.244.0.9',
  outside: '10.199.250.1',
  node: '10.199.250.2',
}
const SERVICES = { 'web-service': '10.96.0.5', 'db-service': '10.96.0.6', 'api-service': '10.96.0.1' }

const HOSTS = new Map(Object.entries({ ...ADDRESSES, ...SERVICES }))

const places = {} as Record<Place, ProbedNetwork>

function buildPod(namespace: string, name: 'web' | 'db' | 'green') {
  return toPolicyPod({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, uid: name, labels: { app: name, side: name === 'db' ? 'back' : 'front' } },
    spec: {
      containers: [
        {
          ports: [
            { name: 'http', containerPort: name === 'db' ? 9000 : 8080 },
            { name: 'dns', containerPort: 5353, protocol: 'UDP' },
          ],
        },
      ],
    },
    status: { phase: 'Running', podIP: ADDRESSES[name] },
  })
}

const PODS = [buildPod('blue', 'web'), buildPod('blue', 'db'), buildPod('green', 'green')].filter((pod) => pod !== null)

function render(specs: object[], pods = PODS): string {
  return renderRuleset({
    podCidr: POD_CIDR,
    pods: createPodAddresses(POD_CIDR).assign(pods),
    namespaces: new Map([
      ['blue', { team: 'blue' }],
      ['green', { team: 'green' }],
    ]),
    policies: specs.map((spec, index) =>
      toPolicy({ apiVersion: 'v1', kind: 'NetworkPolicy', metadata: { namespace: 'blue', name: `p${index}` }, spec }),
    ),
  })
}

const load = (contents: string): Promise<void> => replacePolicyTable(places.node.netnsFile, contents)
const unload = (): Promise<void> => deletePolicyTables(places.node.netnsFile)

async function isOpen([from, to, port]: Way, timeoutMs: number): Promise<boolean> {
  const host = HOSTS.get(to) ?? to
  const [kind = '', number = ''] = port.split('/')
  if (kind === 'icmp') {
    const args = [`--net=${places[from].netnsFile}`, 'busybox', 'ping', '-c', '1', '-W', '1', host]
    return run('nsenter', args).then(
      () => true,
      () => false,
    )
  }
  if (kind !== 'tcp' && kind !== 'udp' && kind !== 'refusal') throw new Error(`No probe for ${port}.`)
  return (await places[from].ask({ kind, host, port: Number(number), timeoutMs })).isOpen === true
}

/** All at once: a way that is closed costs its whole time limit. */
async function listOpen(ways: Way[], timeoutMs: number): Promise<Way[]> {
  const answers = await Promise.all(ways.map(async (way) => ({ way, open: await isOpen(way, timeoutMs) })))
  return answers.filter(({ open }) => open).map(({ way }) => way)
}

/** The ways of which the opposite is true: none, when all is as it should be. */
async function listSurprises({ open = [], closed = [] }: { open?: Way[]; closed?: Way[] }): Promise<Way[]> {
  const passed = await listOpen(open, OPEN_TIMEOUT_MS)
  const slipped = await listOpen(closed, CLOSED_TIMEOUT_MS)
  return [...open.filter((way) => !passed.includes(way)), ...slipped]
}

beforeAll(async () => {
  places.node = await createNode()
  places.outside = await createOutside(places.node, ADDRESSES.outside)
  for (const name of ['web', 'db', 'green', 'stranger'] as const) {
    places[name] = await createPod(places.node, { name, address: ADDRESSES[name] })
  }
  // As kube-proxy does it: the destination before the policies see the packet, the source of a hairpin after.
  const services = `table ip services {
    chain prerouting {
      type nat hook prerouting priority dstnat;
      ip daddr ${SERVICES['web-service']} tcp dport 80 dnat to ${ADDRESSES.web}:8080
      ip daddr ${SERVICES['db-service']} tcp dport 80 dnat to ${ADDRESSES.db}:8080
      ip daddr ${SERVICES['api-service']} tcp dport 443 dnat to ${ADDRESSES.node}:6443
      ip daddr ${ADDRESSES.node} tcp dport 31000 dnat to ${ADDRESSES.web}:8080
    }
    chain postrouting {
      type nat hook postrouting priority srcnat;
      ip saddr ${ADDRESSES.web} ip daddr ${ADDRESSES.web} masquerade
    }
  }`
  await run('nsenter', [`--net=${places.node.netnsFile}`, 'nft', '-f', '-'], { input: services })
})

afterAll(removeNetworks)
beforeEach(unload)
afterEach(async () => {
  await places.web.ask({ kind: 'hush' })
})

describe('without any policy', () => {
  test('no table: every way is open, even for an address without a pod', async () => {
    expect(await listSurprises({ open: [...EVERY_WAY, ...STRANGER_WAYS] })).toEqual([])
  })

  test('known pods speak freely, and an address without a pod is closed in both directions', async () => {
    await load(render([]))
    expect(await listSurprises({ open: [...EVERY_WAY] })).toEqual([])
    expect(await listSurprises({ closed: [...STRANGER_WAYS] })).toEqual([])
  })

  test('as long as nothing is known, all pods are closed and the node itself is not', async () => {
    await load(render([], []))
    const ofNode: Way = ['outside', 'node', 'tcp/6443']
    expect(
      await listSurprises({ closed: EVERY_WAY.filter(([from, to]) => !(from === ofNode[0] && to === ofNode[1])) }),
    ).toEqual([])
    expect(
      await listSurprises({
        open: [
          ofNode,
          ['node', 'outside', 'tcp/8080'],
          ['node', 'node', 'tcp/6443'],
          ['node', '10.244.0.1', 'tcp/6443'],
          ['node', '::1', 'tcp/6443'],
        ],
      }),
    ).toEqual([])
  })

  test('not even one datagram reaches an address without a pod', async () => {
    const { web, stranger } = places
    await web.ask({ kind: 'flood', host: ADDRESSES.stranger, port: 5353, from: ADDRESSES.web })
    await expect.poll(async () => (await stranger.ask({ kind: 'heard' })).heard).toEqual([ADDRESSES.web])
    await load(render([]))
    await expect.poll(async () => (await stranger.ask({ kind: 'heard' })).heard).toEqual([])
    expect(await listSurprises({ closed: STRANGER_WAYS })).toEqual([])
    expect(await stranger.ask({ kind: 'heard' })).toMatchObject({ heard: [] })
  })

  test('IPv6 leads from a pod neither to the node nor through it', async () => {
    const outside = await addIpv6Route(places)
    const ways: Way[] = [
      ['web', await getLinkLocalAddress(places.node, places.web), 'tcp/6443'],
      ['web', outside, 'tcp/8080'],
    ]
    expect(await listSurprises({ open: ways })).toEqual([])
    await load(render([]))
    expect(await listSurprises({ closed: ways })).toEqual([])
  })
})

describe('with policies', () => {
  test.each(SCENARIOS)('$title', async ({ policies, open, closed }) => {
    await load(render([]))
    expect(await listSurprises({ open: [...open, ...closed] })).toEqual([])
    await load(render(policies))
    expect(await listSurprises({ open, closed })).toEqual([])
  })

  test('a pod that has ended counts no more, and neither does its address', async () => {
    const policy = { podSelector: DB_SELECTOR, ingress: [{ from: [{ podSelector: WEB_SELECTOR }] }] }
    await load(render([policy]))
    expect(await listSurprises({ open: [['web', 'db', 'tcp/8080']] })).toEqual([])
    await load(
      render(
        [policy],
        PODS.map((pod) => (pod.name === 'web' ? { ...pod, isTerminated: true } : pod)),
      ),
    )
    expect(
      await listSurprises({
        closed: [
          ['web', 'db', 'tcp/8080'],
          ['web', 'green', 'tcp/8080'],
        ],
      }),
    ).toEqual([])
  })
})

describe('while the rules change', () => {
  test('a connection that is no longer allowed ends at once, and goes on when it is allowed again', async () => {
    await load(render([]))
    const { web } = places
    expect(await web.ask({ kind: 'hold', host: ADDRESSES.db, port: 8080, timeoutMs: OPEN_TIMEOUT_MS })).toMatchObject({
      isOpen: true,
    })
    await load(render([{ podSelector: DB_SELECTOR, policyTypes: ['Ingress'] }]))
    expect(await web.ask({ kind: 'say', timeoutMs: CLOSED_TIMEOUT_MS })).toMatchObject({ isOpen: false })
    await load(render([]))
    expect(await web.ask({ kind: 'say', timeoutMs: OPEN_TIMEOUT_MS })).toMatchObject({ isOpen: true })
  })

  test('no datagram slips through while the table is replaced again and again', async () => {
    const { web, db } = places
    const rulesets = [
      render([DENY_ALL]),
      render([DENY_ALL, { podSelector: DB_SELECTOR, ingress: [{ ports: [{ port: 1 }] }] }]),
    ]
    await load(rulesets[0] ?? '')
    await db.ask({ kind: 'heard' })
    await web.ask({ kind: 'flood', host: ADDRESSES.db, port: 5353, from: ADDRESSES.web })
    for (let round = 0; round < 100; round += 1) await load(rulesets[round % 2] ?? '')
    expect(await db.ask({ kind: 'heard' })).toMatchObject({ heard: [] })
    await unload()
    await expect.poll(async () => (await db.ask({ kind: 'heard' })).heard).toContain(ADDRESSES.web)
  })

  test('a table with a mistake is refused and leaves the former one standing', async () => {
    await load(render([DENY_ALL]))
    await expect(load(render([]).replace('@egress_of', '@nowhere'))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(await listSurprises({ closed: [['web', 'db', 'tcp/8080']] })).toEqual([])
    expect(await hasPolicyTable(places.node.netnsFile)).toBe(true)
  })
})

test.each([
  ['of another pod', ADDRESSES.green],
  ['of the world outside', '203.0.113.7'],
])('a pod cannot send with an address %s', async (_whose, forged) => {
  const { web, db } = places
  await run('nsenter', [`--net=${web.netnsFile}`, 'ip', 'addr', 'add', `${forged}/32`, 'dev', 'lo'])
  await db.ask({ kind: 'heard' })
  await web.ask({ kind: 'flood', host: ADDRESSES.db, port: 5353, from: forged })
  await expect.poll(async () => (await db.ask({ kind: 'heard' })).heard).toContain(forged)

  await load(render([]))
  // What had arrived before may still lie in the receiver's buffer.
  await expect.poll(async () => (await db.ask({ kind: 'heard' })).heard).toEqual([])
  expect(await listSurprises({ open: [['web', 'db', 'udp/5354']] })).toEqual([])
  expect((await db.ask({ kind: 'heard' })).heard).not.toContain(forged)
})
