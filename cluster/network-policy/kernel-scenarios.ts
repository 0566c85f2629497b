export type Place = 'web' | 'db' | 'green' | 'stranger' | 'outside' | 'node'
/** The receiver is a place, a Service or an address. */
export type Way = [from: Place, to: string, port: string]

export const EVERY_WAY: Way[] = [
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
export const STRANGER_WAYS: Way[] = [
  ['stranger', 'web', 'tcp/8080'],
  ['stranger', 'node', 'tcp/6443'],
  ['stranger', 'outside', 'tcp/8080'],
  ['web', 'stranger', 'tcp/8080'],
  ['outside', 'stranger', 'tcp/8080'],
]

export const DB_SELECTOR = { matchLabels: { app: 'db' } }
export const WEB_SELECTOR = { matchLabels: { app: 'web' } }
export const DENY_ALL = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }

/** Ways that are all open without a policy. */
interface Scenario {
  title: string
  policies: object[]
  open: Way[]
  closed: Way[]
}

export const SCENARIOS: Scenario[] = [
  {
    title: 'deny all: only the node, and the pod itself, reach an isolated pod',
    policies: [DENY_ALL],
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
    policies: [
      { podSelector: DB_SELECTOR, ingress: [{ from: [{ podSelector: WEB_SELECTOR }], ports: [{ port: 8080 }] }] },
    ],
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
      { podSelector: DB_SELECTOR, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'green' } } }] }] },
      {
        podSelector: WEB_SELECTOR,
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
      DENY_ALL,
      { podSelector: DB_SELECTOR, ingress: [{ ports: [{ port: 8080 }] }] },
      { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.199.250.0/24' } }] }] },
      { podSelector: WEB_SELECTOR, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: DB_SELECTOR }] }] },
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
        podSelector: WEB_SELECTOR,
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
      ['web', '10.244.0.1', 'udp/5353'],
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
    title: 'a receiver that may send nothing still answers, even that nobody listens',
    policies: [{ podSelector: DB_SELECTOR, policyTypes: ['Ingress', 'Egress'], ingress: [{}] }],
    open: [
      ['web', 'db', 'tcp/8080'],
      ['web', 'db', 'udp/5353'],
      ['web', 'db', 'refusal/9'],
      ['node', 'db', 'tcp/8080'],
    ],
    closed: [
      ['db', 'web', 'tcp/8080'],
      ['db', 'web', 'refusal/9'],
      ['db', 'node', 'tcp/6443'],
    ],
  },
  {
    title: 'a policy that cannot be understood isolates its pods and no others',
    policies: [{ podSelector: DB_SELECTOR, ingress: [{ from: [{ fromMars: {} }] }] }],
    open: [['web', 'green', 'tcp/8080']],
    closed: [
      ['web', 'db', 'tcp/8080'],
      ['db', 'web', 'tcp/8080'],
    ],
  },
]
