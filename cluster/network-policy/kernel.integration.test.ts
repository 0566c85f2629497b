import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '#cluster/exec.ts'
import { createNode, createOutside, createPod, getLinkLocalAddress, removeNetworks } from './kernel-net.ts'
import type { ProbedNetwork } from './kernel-net.ts'
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

type Place = 'web' | 'db' | 'green' | 'stranger' | 'outside' | 'node'
/** The receiver is a place, a Service or an address. */
type Way = [from: Place, to: string, port: string]

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
  const order = { kind: kind === 'udp' ? ('udp' as const) : ('tcp' as const), host, port: Number(number), timeoutMs }
  return (await places[from].ask(order)).isOpen === true
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

const EVERY_WAY: Way[] = [
  ['web', 'db', 'tcp/8080'],
  ['web', 'db', 'udp/5353'],
  ['web', 'db', 'icmp'],
  ['web', 'green', 'tcp/8080'],
  ['green', 'db', 'tcp/8080'],
  ['web', 'node', 'tcp/6443'],
  ['web', 'node', 'tcp/10250'],
  ['web', 'node', 'tcp/2379'],
  ['web', '10.244.0.1', 'tcp/10250'],
  ['web', 'api-service', 'tcp/443'],
  ['web', 'db-service', 'tcp/80'],
  ['web', 'web-service', 'tcp/80'],
  ['web', 'outside', 'tcp/8080'],
  ['outside', 'web', 'tcp/8080'],
  ['outside', 'node', 'tcp/31000'],
  ['outside', 'node', 'tcp/6443'],
  ['node', 'web', 'tcp/8080'],
  ['node', 'web', 'udp/5353'],
]
const STRANGER_WAYS: Way[] = [
  ['stranger', 'web', 'tcp/8080'],
  ['stranger', 'node', 'tcp/6443'],
  ['stranger', 'outside', 'tcp/8080'],
  ['web', 'stranger', 'tcp/8080'],
  ['outside', 'stranger', 'tcp/8080'],
]

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
      await listSurprises({ open: [ofNode, ['node', 'outside', 'tcp/8080'], ['node', 'node', 'tcp/6443']] }),
    ).toEqual([])
  })

  test('IPv6 leads from a pod neither to the node nor anywhere', async () => {
    const way: Way = ['web', await getLinkLocalAddress(places.node, places.web), 'tcp/6443']
    expect(await listSurprises({ open: [way] })).toEqual([])
    await load(render([]))
    expect(await listSurprises({ closed: [way] })).toEqual([])
  })
})

const blueDb = { matchLabels: { app: 'db' } }
const blueWeb = { matchLabels: { app: 'web' } }
const denyAll = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }

interface Scenario {
  title: string
  policies: object[]
  open: Way[]
  closed: Way[]
}

const scenarios: Scenario[] = [
  {
    title: 'deny all: only the node, and the pod itself, reach an isolated pod',
    policies: [denyAll],
    open: [
      ['node', 'web', 'tcp/8080'],
      ['node', 'db', 'udp/5353'],
      ['web', 'web-service', 'tcp/80'],
      ['green', 'outside', 'tcp/8080'],
      ['green', 'node', 'tcp/6443'],
    ],
    closed: EVERY_WAY.filter(
      ([from, to]) => from !== 'node' && to !== 'web-service' && !(from === 'outside' && to === 'node'),
    ),
  },
  {
    title: 'ingress by podSelector and port',
    policies: [{ podSelector: blueDb, ingress: [{ from: [{ podSelector: blueWeb }], ports: [{ port: 8080 }] }] }],
    open: [
      ['web', 'db', 'tcp/8080'],
      ['web', 'db-service', 'tcp/80'],
      ['db', 'web', 'tcp/8080'],
      ['db', 'node', 'tcp/6443'],
    ],
    closed: [
      ['web', 'db', 'tcp/8081'],
      ['web', 'db', 'udp/5353'],
      ['web', 'db', 'icmp'],
      ['green', 'db', 'tcp/8080'],
      ['outside', 'db', 'tcp/8080'],
    ],
  },
  {
    title: 'ingress by namespaceSelector, alone and with a podSelector',
    policies: [
      { podSelector: blueDb, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'green' } } }] }] },
      {
        podSelector: blueWeb,
        ingress: [
          {
            from: [
              {
                namespaceSelector: {},
                podSelector: { matchExpressions: [{ key: 'side', operator: 'NotIn', values: ['front'] }] },
              },
            ],
          },
        ],
      },
    ],
    open: [
      ['green', 'db', 'tcp/8081'],
      ['green', 'db', 'icmp'],
      ['db', 'web', 'udp/5354'],
    ],
    closed: [
      ['web', 'db', 'tcp/8080'],
      ['outside', 'db', 'tcp/8080'],
      ['green', 'web', 'tcp/8080'],
      ['outside', 'web', 'tcp/8080'],
      ['outside', 'node', 'tcp/31000'],
    ],
  },
  {
    title: 'policies add up',
    policies: [
      denyAll,
      { podSelector: blueDb, ingress: [{ ports: [{ port: 8080 }] }] },
      { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.199.250.0/24' } }] }] },
      { podSelector: blueWeb, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: blueDb }] }] },
    ],
    open: [
      ['web', 'db', 'tcp/8080'],
      ['green', 'db', 'tcp/8080'],
      ['outside', 'db', 'udp/5353'],
    ],
    closed: [
      ['web', 'db', 'udp/5353'],
      ['web', 'outside', 'tcp/8080'],
      ['db', 'web', 'tcp/8080'],
    ],
  },
  {
    title: 'named ports, per pod, and ranges',
    policies: [
      {
        podSelector: {},
        ingress: [{ ports: [{ port: 'http' }, { port: 'dns', protocol: 'UDP' }, { port: 8084, endPort: 8086 }] }],
      },
    ],
    open: [
      ['green', 'web', 'tcp/8080'],
      ['green', 'db', 'tcp/9000'],
      ['green', 'db', 'tcp/8085'],
      ['green', 'db', 'udp/5353'],
    ],
    closed: [
      ['green', 'web', 'tcp/9000'],
      ['green', 'db', 'tcp/8080'],
      ['green', 'db', 'tcp/8081'],
      ['green', 'db', 'udp/5354'],
    ],
  },
  {
    title: 'egress to selectors and ports, with names looked up at the receiver',
    policies: [
      {
        podSelector: blueWeb,
        policyTypes: ['Egress'],
        egress: [
          { to: [{ podSelector: {} }], ports: [{ port: 'http' }] },
          { to: [{ namespaceSelector: {} }], ports: [{ port: 5353, protocol: 'UDP' }] },
        ],
      },
    ],
    open: [
      ['web', 'db', 'tcp/9000'],
      ['web', 'db', 'udp/5353'],
      ['web', 'green', 'udp/5353'],
      ['green', 'web', 'tcp/8080'],
      ['outside', 'web', 'tcp/8080'],
    ],
    closed: [
      ['web', 'db', 'tcp/8080'],
      ['web', 'db-service', 'tcp/80'],
      ['web', 'green', 'tcp/8080'],
      ['web', 'outside', 'tcp/8080'],
      ['web', 'node', 'tcp/6443'],
      ['web', '10.244.0.1', 'tcp/10250'],
      ['web', 'node', 'udp/5353'],
      ['web', 'node', 'icmp'],
    ],
  },
  {
    title: 'egress to the API server by ipBlock, seen behind its Service',
    policies: [
      {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '10.199.250.2/32' } }], ports: [{ port: 6443 }] }],
      },
    ],
    open: [
      ['web', 'node', 'tcp/6443'],
      ['web', 'api-service', 'tcp/443'],
    ],
    closed: [
      ['web', 'node', 'tcp/10250'],
      ['web', 'node', 'tcp/2379'],
      ['web', 'outside', 'tcp/8080'],
      ['web', 'db', 'tcp/8080'],
    ],
  },
  {
    title: 'ipBlock with exceptions, in both directions',
    policies: [
      {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.199.250.1/32'] } }] }],
        egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.199.250.2/32', '10.244.0.128/25'] } }] }],
      },
    ],
    open: [
      ['web', 'db', 'tcp/8080'],
      ['green', 'db', 'tcp/8080'],
      ['web', 'outside', 'tcp/8080'],
    ],
    closed: [
      ['outside', 'web', 'tcp/8080'],
      ['web', 'node', 'tcp/6443'],
      ['web', 'green', 'tcp/8080'],
    ],
  },
  {
    title: 'a policy that cannot be understood isolates its pods and no others',
    policies: [{ podSelector: blueDb, ingress: [{ from: [{ fromMars: {} }] }] }],
    open: [['web', 'green', 'tcp/8080']],
    closed: [
      ['web', 'db', 'tcp/8080'],
      ['db', 'web', 'tcp/8080'],
    ],
  },
]

describe('with policies', () => {
  test.each(scenarios)('$title', async ({ policies, open, closed }) => {
    await load(render([]))
    expect(await listSurprises({ open: [...open, ...closed] })).toEqual([])
    await load(render(policies))
    expect(await listSurprises({ open, closed })).toEqual([])
  })

  test('a pod that has ended counts no more, and neither does its address', async () => {
    const policy = { podSelector: blueDb, ingress: [{ from: [{ podSelector: blueWeb }] }] }
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
    await load(render([{ podSelector: blueDb, policyTypes: ['Ingress'] }]))
    expect(await web.ask({ kind: 'say', timeoutMs: CLOSED_TIMEOUT_MS })).toMatchObject({ isOpen: false })
    await load(render([]))
    expect(await web.ask({ kind: 'say', timeoutMs: OPEN_TIMEOUT_MS })).toMatchObject({ isOpen: true })
  })

  test('no datagram slips through while the table is replaced again and again', async () => {
    const { web, db } = places
    const rulesets = [
      render([denyAll]),
      render([denyAll, { podSelector: blueDb, ingress: [{ ports: [{ port: 1 }] }] }]),
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
    await load(render([denyAll]))
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
