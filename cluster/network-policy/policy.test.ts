import { expect, test } from 'vitest'
import { toPolicy } from './policy.ts'

function parse(spec: unknown) {
  return toPolicy({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'blue' },
    spec,
  })
}

const anyRule = { peers: [], ports: [] }

test('without policyTypes, isolates for ingress always and for egress if there are egress rules', () => {
  expect(parse({ podSelector: {} })).toMatchObject({ ingress: [], egress: null, problem: null })
  expect(parse({ podSelector: {}, egress: [{}] })).toMatchObject({ ingress: [], egress: [anyRule] })
})

test('policyTypes decide, whatever rules there are', () => {
  const rules = { podSelector: {}, ingress: [{}], egress: [{}] }
  expect(parse({ ...rules, policyTypes: ['Egress'] })).toMatchObject({ ingress: null, egress: [anyRule] })
  expect(parse({ ...rules, policyTypes: ['Ingress'] })).toMatchObject({ ingress: [anyRule], egress: null })
  expect(parse({ podSelector: {}, policyTypes: ['Egress'] })).toMatchObject({ ingress: null, egress: [] })
})

test('a missing podSelector selects every pod of the namespace', () => {
  expect(parse({ policyTypes: ['Ingress'] })).toMatchObject({
    podSelector: { matchLabels: {}, matchExpressions: [] },
    problem: null,
  })
})

test('keeps the difference between a missing and an empty selector of a peer', () => {
  const rule = parse({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }).ingress?.[0]
  expect(rule?.peers[0]?.podSelector).toBeUndefined()
  expect(rule?.peers[0]?.namespaceSelector).toEqual({ matchLabels: {}, matchExpressions: [] })
})

test.each([
  ['an endPort below its port', { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }],
  ['an endPort beside a name', { ingress: [{ ports: [{ port: 'http', endPort: 80 }] }] }],
  ['a port outside the numbers', { ingress: [{ ports: [{ port: 70_000 }] }] }],
  ['an unknown protocol', { ingress: [{ ports: [{ protocol: 'ICMP' }] }] }],
  ['a block that is none', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0' } }] }] }],
  ['a block beside a selector', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }] }],
  ['an empty peer', { ingress: [{ from: [{}] }] }],
  ['a peer with a field nobody knows', { ingress: [{ from: [{ podSelector: {}, serviceSelector: {} }] }] }],
  ['an unknown type', { policyTypes: ['Ingress', 'Sideways'] }],
])('a policy with %s closes the pods it selects in both directions', (_what, rest) => {
  const policy = parse({ podSelector: { matchLabels: { app: 'web' } }, ...rest })
  expect(policy).toMatchObject({ ingress: [], egress: [], podSelector: { matchLabels: { app: 'web' } } })
  expect(policy.problem).not.toBeNull()
})

test.each([[{ podSelector: { matchLabels: { app: 7 } } }], [null], ['text']])(
  'a policy whose podSelector is unclear closes its whole namespace: %j',
  (spec) => {
    expect(parse(spec)).toMatchObject({
      namespace: 'blue',
      podSelector: { matchLabels: {}, matchExpressions: [] },
      ingress: [],
      egress: [],
    })
  },
)
