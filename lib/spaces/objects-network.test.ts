import { BlockList } from 'node:net'
import { expect, test } from 'vitest'
import { buildNetworkPolicies } from './objects-network.ts'
import type { SpaceSettings, WantedSpace } from './schema.ts'

const space: WantedSpace = {
  spaceId: 'u/alice',
  namespace: 'user-alice-storage',
  owner: { kind: 'user', issuer: 'https://id.example.org', subject: 'a-1' },
  quota: { pods: 10, volumes: 5, gpu: 0, storage: '100Gi', cpu: '8', memory: '16Gi', ephemeralStorage: '20Gi' },
  volumes: [],
}
const settings: SpaceSettings = {
  ownNamespace: 'moorage',
  ingressNamespace: null,
  podSecurity: 'restricted',
  hasInternetEgress: false,
}

function build(changes: Partial<SpaceSettings> = {}): Record<string, unknown> {
  const policies = buildNetworkPolicies(space, { ...settings, ...changes })
  return Object.fromEntries(policies.map(({ metadata, spec }) => [metadata.name, spec]))
}

const inMoorage = { matchLabels: { 'kubernetes.io/metadata.name': 'moorage' } }
const gateway = {
  namespaceSelector: inMoorage,
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': 'gateway' } },
}
const noFileServer = { matchExpressions: [{ key: 'moorage.dev/fileserver', operator: 'DoesNotExist' }] }

test('all pods are closed in both directions', () => {
  expect(build()['moorage-deny-all']).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
})

test('pods of the space reach each other, and no file server on either side', () => {
  expect(build()['moorage-space-internal']).toEqual({
    podSelector: noFileServer,
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [{ podSelector: noFileServer }] }],
    egress: [{ to: [{ podSelector: noFileServer }] }],
  })
})

test('names are looked up at the pods of the cluster DNS, on port 53 alone', () => {
  expect(build()['moorage-dns']).toMatchObject({
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
    ],
  })
})

test('file servers are reached from the gateway, and from the ingress controller where there is one', () => {
  const selector = { matchExpressions: [{ key: 'moorage.dev/fileserver', operator: 'Exists' }] }
  expect(build()['moorage-fileserver']).toEqual({
    podSelector: selector,
    policyTypes: ['Ingress'],
    ingress: [{ from: [gateway] }],
  })
  const inIngress = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'projectcontour' } } }
  expect(build({ ingressNamespace: 'projectcontour' })['moorage-fileserver']).toMatchObject({
    ingress: [{ from: [gateway, inIngress] }],
  })
})

test('workloads with a web address are reached from the gateway alone', () => {
  expect(build()['moorage-web']).toEqual({
    podSelector: { matchExpressions: [{ key: 'moorage.dev/web', operator: 'Exists' }] },
    policyTypes: ['Ingress'],
    ingress: [{ from: [gateway] }],
  })
})

test('without the setting nothing but names leaves the space', () => {
  const egress = Object.entries(build()).filter(([, spec]) => (spec as { egress?: unknown }).egress)
  expect(egress.map(([name]) => name)).toEqual(['moorage-space-internal', 'moorage-dns'])
})

interface Block {
  cidr: string
  except: string[]
}

function isReachable(address: string): boolean {
  const policy = build({ hasInternetEgress: true })['moorage-internet'] as { egress: [{ to: { ipBlock: Block }[] }] }
  return policy.egress[0].to.some(({ ipBlock }) => {
    const family = address.includes(':') ? 'ipv6' : 'ipv4'
    const contains = (cidr: string) => {
      const [network = '', prefix] = cidr.split('/')
      const list = new BlockList()
      list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4')
      return list.check(address, family)
    }
    const isSameFamily = ipBlock.cidr.includes(':') === address.includes(':')
    return isSameFamily && contains(ipBlock.cidr) && !ipBlock.except.some(contains)
  })
}

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2606:4700::1111'])(
  'with the setting, %s can be reached',
  (address) => {
    expect(isReachable(address)).toBe(true)
  },
)

test.each([
  '10.96.0.1',
  '10.244.0.7',
  '10.199.0.2',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  'fd00:ec2::254',
  'fe80::1',
  'ff02::1',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
])('even with the setting, %s cannot', (address) => {
  expect(isReachable(address)).toBe(false)
})
