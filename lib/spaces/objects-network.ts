import type { KubeObject } from '#lib/kube/object.ts'
import { buildLabels, FILE_SERVER_LABEL, WEB_LABEL } from './objects-marks.ts'
import type { SpaceSettings, WantedSpace } from './schema.ts'

const ALL_PODS = {}
const FILE_SERVERS = { matchExpressions: [{ key: FILE_SERVER_LABEL, operator: 'Exists' }] }
const NOT_FILE_SERVERS = { matchExpressions: [{ key: FILE_SERVER_LABEL, operator: 'DoesNotExist' }] }
const WEB_PODS = { matchExpressions: [{ key: WEB_LABEL, operator: 'Exists' }] }

/** Where clusters run their DNS, CoreDNS included: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/ */
const DNS = { ...inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }
const DNS_PORTS = ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 }))

/** Not the internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const PRIVATE_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // With the addresses under which clouds give credentials to their machines.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** The same for IPv6, and the ranges that stand for IPv4 addresses, private ones among them. */
const PRIVATE_IPV6 = [
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

function inNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }
}

/** The gateway's pods and no others of Moorage's namespace. */
function toGateway({ ownNamespace }: SpaceSettings) {
  const matchLabels = { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': 'gateway' }
  return { ...inNamespace(ownNamespace), podSelector: { matchLabels } }
}

/** Everything is closed, and each further policy opens one way; policies only ever add to each other. */
export function buildNetworkPolicies(space: WantedSpace, settings: SpaceSettings): KubeObject[] {
  const gateway = toGateway(settings)
  const { ingressNamespace } = settings
  const policies = {
    'moorage-deny-all': { podSelector: ALL_PODS, policyTypes: ['Ingress', 'Egress'] },
    'moorage-space-internal': {
      podSelector: NOT_FILE_SERVERS,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: NOT_FILE_SERVERS }] }],
      egress: [{ to: [{ podSelector: NOT_FILE_SERVERS }] }],
    },
    // File servers ask nobody anything, and what they hold must not leave as names that are looked up.
    'moorage-dns': {
      podSelector: NOT_FILE_SERVERS,
      policyTypes: ['Egress'],
      egress: [{ to: [DNS], ports: DNS_PORTS }],
    },
    ...(settings.hasInternetEgress ? { 'moorage-internet': buildInternetPolicy() } : {}),
    'moorage-fileserver': {
      podSelector: FILE_SERVERS,
      policyTypes: ['Ingress'],
      ingress: [{ from: [gateway, ...(ingressNamespace ? [inNamespace(ingressNamespace)] : [])] }],
    },
    'moorage-web': { podSelector: WEB_PODS, policyTypes: ['Ingress'], ingress: [{ from: [gateway] }] },
  }
  return Object.entries(policies).map(([name, spec]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: space.namespace, labels: buildLabels(space.owner.kind) },
    spec,
  }))
}

function buildInternetPolicy() {
  return {
    podSelector: NOT_FILE_SERVERS,
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          { ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE_IPV4 } },
          { ipBlock: { cidr: '::/0', except: PRIVATE_IPV6 } },
        ],
      },
    ],
  }
}
