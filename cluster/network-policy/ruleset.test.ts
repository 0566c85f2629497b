import { describe, expect, test } from 'vitest'
import type { PolicyPod } from './pod.ts'
import { toPolicy } from './policy.ts'
import type { PolicyState } from './policy-state.ts'
import { renderRuleset } from './ruleset.ts'

function buildPod(place: string, rest: Partial<PolicyPod> = {}): PolicyPod {
  const [namespace = '', name = ''] = place.split('/')
  return {
    namespace,
    name,
    uid: place,
    labels: { app: name },
    reportedAddress: null,
    isTerminated: false,
    namedPorts: [],
    ...rest,
  }
}

function buildPolicy(place: string, spec: object) {
  const [namespace = '', name = ''] = place.split('/')
  return toPolicy({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name }, spec })
}

const web = buildPod('blue/web', {
  namedPorts: [
    { name: 'http', protocol: 'TCP', port: 8080 },
    { name: 'dns', protocol: 'UDP', port: 5353 },
  ],
})
const db = buildPod('blue/db', { namedPorts: [{ name: 'http', protocol: 'TCP', port: 9000 }] })
const other = buildPod('green/other', { labels: { app: 'web' } })

const base: PolicyState = {
  podCidr: '10.244.0.0/24',
  pods: new Map([
    ['10.244.0.5', web],
    ['10.244.0.6', db],
    ['10.244.0.9', other],
  ]),
  namespaces: new Map([
    ['blue', { team: 'blue' }],
    ['green', { team: 'green' }],
  ]),
  policies: [],
}

const onlyDb = { matchLabels: { app: 'db' } }
const onlyWeb = { matchLabels: { app: 'web' } }

/** The lines of one chain, or of the sets and maps, as the ruleset has them. */
function getChain(ruleset: string, name: string): string[] {
  const body = new RegExp(`chain ${name} {\\n([^}]*?)\\n\\t}\\n`).exec(ruleset.replaceAll(/{ ([^}]*) }/g, '<$1>'))?.[1]
  return (body ?? '').split('\n').map((line) => line.trim())
}

function getElements(ruleset: string, name: string): string[] {
  const [, list] = new RegExp(`(?:set|map) ${name} {.* elements = { (.*) }; }`).exec(ruleset) ?? []
  return list?.split(', ') ?? []
}

/** What the database pod may receive under rules of its own. */
function renderIngress(ingress: object[]): { lines: string[]; peers: string[] } {
  const policy = buildPolicy('blue/p', { podSelector: onlyDb, policyTypes: ['Ingress'], ingress })
  const ruleset = renderRuleset({ ...base, policies: [policy] })
  const lines = getChain(ruleset, 'ingress_1')
  const [, set = ''] = /@(peers_\d)/.exec(lines.join(' ')) ?? []
  return { lines: lines.slice(1), peers: getElements(ruleset, set) }
}

test('without policies no pod is isolated, and only known pods have an address', () => {
  const ruleset = renderRuleset(base)
  expect(getElements(ruleset, 'pods')).toEqual(['10.244.0.5', '10.244.0.6', '10.244.0.9'])
  expect(ruleset).toContain('map ingress_of { type ipv4_addr : verdict; }')
  expect(ruleset).toContain('map egress_of { type ipv4_addr : verdict; }')
})

test('drops strangers before it lets answers pass, and judges the sender before the receiver', () => {
  expect(getChain(renderRuleset(base), 'forward').slice(1)).toEqual([
    'meta nfproto ipv6 drop',
    'fib saddr . iif oif missing drop',
    'ip saddr 10.244.0.0/24 ip saddr != @pods drop',
    'ip daddr 10.244.0.0/24 ip daddr != @pods drop',
    'ct state established ct direction reply accept',
    'ct state related accept',
    'ip saddr . ip daddr @self accept',
    'ip saddr vmap @egress_of',
    'ip daddr vmap @ingress_of',
  ])
})

test('the same state renders to the same text, whatever the order of its parts', () => {
  const policies = [
    buildPolicy('blue/a', {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 'http' }] }],
    }),
    buildPolicy('blue/b', { podSelector: onlyDb, policyTypes: ['Egress'] }),
    buildPolicy('green/a', { podSelector: {} }),
  ]
  const turned = {
    ...base,
    pods: new Map([...base.pods].toReversed()),
    namespaces: new Map([...base.namespaces].toReversed()),
    policies: policies.toReversed(),
  }
  expect(renderRuleset(turned)).toBe(renderRuleset({ ...base, policies }))
})

describe('who is isolated', () => {
  test('pods of the namespace that the selector selects, in the directions of the policy', () => {
    const policies = [
      buildPolicy('blue/in', { podSelector: onlyDb, policyTypes: ['Ingress'] }),
      buildPolicy('blue/out', { podSelector: onlyWeb, policyTypes: ['Egress'] }),
    ]
    const ruleset = renderRuleset({ ...base, policies })
    expect(getElements(ruleset, 'ingress_of')).toEqual(['10.244.0.6 : jump ingress_1'])
    expect(getElements(ruleset, 'egress_of')).toEqual(['10.244.0.5 : jump egress_1'])
    expect(getChain(ruleset, 'ingress_1')).toEqual(['# blue/in', 'drop'])
    expect(getChain(ruleset, 'egress_1')).toEqual(['# blue/out', 'drop'])
  })

  test('policies add up, and pods under the same policies share a chain', () => {
    const policies = [
      buildPolicy('blue/all', { podSelector: {}, ingress: [{ ports: [{ port: 1 }] }] }),
      buildPolicy('blue/db', { podSelector: onlyDb, ingress: [{ ports: [{ port: 2 }] }] }),
    ]
    const pods = new Map([...base.pods, ['10.244.0.7', buildPod('blue/db', { uid: 'second' })] as const])
    const ruleset = renderRuleset({ ...base, pods, policies })
    expect(getElements(ruleset, 'ingress_of')).toEqual([
      '10.244.0.5 : jump ingress_1',
      '10.244.0.6 : jump ingress_2',
      '10.244.0.7 : jump ingress_2',
    ])
    expect(getChain(ruleset, 'ingress_1')).toEqual(['# blue/all', 'tcp dport <1> return', 'drop'])
    expect(getChain(ruleset, 'ingress_2')).toEqual([
      '# blue/all, blue/db',
      'tcp dport <1> return',
      'tcp dport <2> return',
      'drop',
    ])
  })

  test('pods of a policy that cannot be understood, while the others hold', () => {
    const policies = [
      buildPolicy('blue/bad', { podSelector: onlyDb, ingress: [{ from: [{ fromMars: {} }] }] }),
      buildPolicy('blue/good', { podSelector: onlyWeb, ingress: [{}] }),
    ]
    const ruleset = renderRuleset({ ...base, policies })
    expect(getElements(ruleset, 'egress_of')).toEqual(['10.244.0.6 : jump egress_1'])
    expect(getChain(ruleset, 'egress_1')).toEqual(['# blue/bad', 'drop'])
    expect(getElements(ruleset, 'ingress_of')).toHaveLength(2)
    expect(getChain(ruleset, 'ingress_1')).toEqual(['# blue/good', 'return', 'drop'])
  })
})

describe('who may come in', () => {
  test.each([
    ['nobody without rules', [], ['drop'], []],
    ['everybody with an empty rule', [{}], ['return', 'drop'], []],
    ['everybody with empty lists', [{ from: [], ports: [] }], ['return', 'drop'], []],
    ['everybody in all of IPv4', [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }], ['return', 'drop'], []],
    ['nobody in IPv6', [{ from: [{ ipBlock: { cidr: '::/0' } }] }], ['drop'], []],
    ['nobody that does not exist', [{ from: [{ podSelector: { matchLabels: { app: 'x' } } }] }], ['drop'], []],
  ])('%s', (_who, ingress, lines, peers) => {
    expect(renderIngress(ingress)).toEqual({ lines, peers })
  })

  test.each([
    ['a podSelector looks in the namespace of the policy', { podSelector: onlyWeb }, ['10.244.0.5']],
    ['an empty podSelector takes all of it', { podSelector: {} }, ['10.244.0.5-10.244.0.6']],
    [
      'a namespaceSelector takes all pods of the namespaces',
      { namespaceSelector: { matchLabels: { team: 'green' } } },
      ['10.244.0.9'],
    ],
    ['an empty namespaceSelector takes all pods', { namespaceSelector: {} }, ['10.244.0.5-10.244.0.6', '10.244.0.9']],
    [
      'both together take what both select',
      { namespaceSelector: {}, podSelector: onlyWeb },
      ['10.244.0.5', '10.244.0.9'],
    ],
    [
      'an ipBlock leaves its exceptions out',
      { ipBlock: { cidr: '192.168.0.0/16', except: ['192.168.1.0/24', '192.168.255.255/32'] } },
      ['192.168.0.0-192.168.0.255', '192.168.2.0-192.168.255.254'],
    ],
  ])('%s', (_what, peer, peers) => {
    expect(renderIngress([{ from: [peer] }])).toEqual({ lines: ['ip saddr @peers_1 return', 'drop'], peers })
  })

  test('peers of one rule add up, without overlap', () => {
    const from = [{ podSelector: {} }, { ipBlock: { cidr: '10.244.0.4/30' } }, { podSelector: onlyWeb }]
    expect(renderIngress([{ from }]).peers).toEqual(['10.244.0.4-10.244.0.7'])
  })

  test('a namespaceSelector does not reach pods whose namespace is not known yet', () => {
    const policy = buildPolicy('blue/p', {
      podSelector: onlyDb,
      ingress: [
        { from: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['x'] }] } }] },
      ],
    })
    const namespaces = new Map([['blue', {}]])
    const ruleset = renderRuleset({ ...base, namespaces, policies: [policy] })
    expect(getElements(ruleset, 'peers_1')).toEqual(['10.244.0.5-10.244.0.6'])
  })
})

describe('to which ports', () => {
  test.each([
    ['a number is TCP', [{ port: 80 }], ['tcp dport <80> return']],
    ['a range', [{ port: 8000, endPort: 8999, protocol: 'UDP' }], ['udp dport <8000-8999> return']],
    ['SCTP', [{ port: 7, protocol: 'SCTP' }], ['sctp dport <7> return']],
    [
      'a protocol alone is all its ports',
      [{ protocol: 'UDP' }, { protocol: 'UDP', port: 5 }],
      ['meta l4proto udp return'],
    ],
    [
      'several without overlap',
      [{ port: 90 }, { port: 80, endPort: 95 }, { port: 443 }],
      ['tcp dport <80-95, 443> return'],
    ],
    ['a name nobody has is none', [{ port: 'nothing' }], []],
    ['a name of another protocol is none', [{ port: 'http', protocol: 'UDP' }], []],
  ])('%s', (_what, ports, lines) => {
    expect(renderIngress([{ ports }]).lines).toEqual([...lines, 'drop'])
  })

  test('a name means the port of each pod that has it, in both directions', () => {
    const ports = [{ port: 'http' }, { port: 'dns', protocol: 'UDP' }]
    const policy = buildPolicy('blue/p', { podSelector: onlyDb, ingress: [{ ports }], egress: [{ ports }] })
    const ruleset = renderRuleset({ ...base, policies: [policy] })
    const lines = ['ip daddr . tcp dport @ports_1 return', 'ip daddr . udp dport @ports_2 return', 'drop']
    expect(getChain(ruleset, 'ingress_1').slice(1)).toEqual(lines)
    expect(getChain(ruleset, 'egress_1').slice(1)).toEqual(lines)
    expect(getElements(ruleset, 'ports_1')).toEqual(['10.244.0.5 . 8080', '10.244.0.6 . 9000'])
    expect(getElements(ruleset, 'ports_2')).toEqual(['10.244.0.5 . 5353'])
  })

  test('egress looks at the receiver', () => {
    const policy = buildPolicy('blue/p', {
      podSelector: onlyDb,
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: onlyWeb }], ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }] }],
    })
    const ruleset = renderRuleset({ ...base, policies: [policy] })
    expect(getChain(ruleset, 'egress_1').slice(1)).toEqual([
      'ip daddr @peers_1 tcp dport <80> return',
      'ip daddr @peers_1 udp dport <53> return',
      'drop',
    ])
    expect(getElements(ruleset, 'peers_1')).toEqual(['10.244.0.5'])
  })
})
