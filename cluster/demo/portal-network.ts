import type { KubeObject } from '#lib/kube/object.ts'
import {
  GATEWAY_INTERNAL_PORT,
  GATEWAY_SELECTOR,
  getPortalLabels,
  getPortalSelector,
  METRICS_PORT,
  PORTAL_NAME,
  PORTAL_PORT,
  type Machines,
  type Peer,
  type PortalSettings,
} from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

const NETWORKING = 'networking.k8s.io/v1'

/** The gateway's pods. */
export const GATEWAY_PEER: Peer = { namespace: NAMESPACE, podLabels: GATEWAY_SELECTOR }
/** Clusters run their DNS there. */
export const DNS_PEER: Peer = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } }
export const DNS_PORTS = ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol }))

/** Whoever collects metrics runs in a namespace that says so. */
export const MONITORING_LABEL = 'moorage.dev/monitoring'

/** Longer than a write may take, so that the portal's own time limits answer first. */
const RESPONSE_TIMEOUT = '60s'

function buildMetadata(name: string, portalName: string) {
  return { name, namespace: NAMESPACE, labels: getPortalLabels(portalName) }
}

/** The Service, and an Ingress for the pages and one for the event stream, which may not be cut off. */
export function buildIngresses({ name: portalName = PORTAL_NAME, host, ingressClass }: PortalSettings): KubeObject[] {
  const build = (name: string, options: { path: string; pathType: string; timeout: string }): KubeObject => ({
    apiVersion: NETWORKING,
    kind: 'Ingress',
    // Contour's; other controllers do not look at it and have annotations of their own.
    metadata: {
      ...buildMetadata(name, portalName),
      annotations: { 'projectcontour.io/response-timeout': options.timeout },
    },
    spec: {
      ...(ingressClass ? { ingressClassName: ingressClass } : {}),
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: options.path,
                pathType: options.pathType,
                backend: { service: { name: portalName, port: { name: 'http' } } },
              },
            ],
          },
        },
      ],
    },
  })
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: buildMetadata(portalName, portalName),
      spec: {
        selector: getPortalSelector(portalName),
        // The port of the metrics is not among them.
        ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
      },
    },
    build(portalName, { path: '/', pathType: 'Prefix', timeout: RESPONSE_TIMEOUT }),
    build(`${portalName}-events`, { path: '/api/events', pathType: 'Exact', timeout: 'infinity' }),
  ]
}

export function toPeer({ namespace, podLabels }: Peer) {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    ...(podLabels ? { podSelector: { matchLabels: podLabels } } : {}),
  }
}

export function toBlocks({ addresses }: Machines) {
  return addresses.map((address) => ({
    ipBlock: { cidr: `${address}/${address.includes(':') ? 128 : 32}` },
  }))
}

export const tcp = (port: number) => ({ port, protocol: 'TCP' })

/** Moorage's own namespace is closed but for what the portal needs. */
export function buildNetworkPolicies(settings: PortalSettings): KubeObject[] {
  const { name: portalName = PORTAL_NAME, ingress, issuer, apiServer, kubelets } = settings
  const specs = {
    'deny-all': { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    [portalName]: {
      podSelector: { matchLabels: getPortalSelector(portalName) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        // The gateway asks what people may do at web addresses and in terminals.
        { from: [toPeer(ingress), toPeer(GATEWAY_PEER)], ports: [tcp(PORTAL_PORT)] },
        {
          from: [{ namespaceSelector: { matchLabels: { [MONITORING_LABEL]: 'true' } } }],
          ports: [tcp(METRICS_PORT)],
        },
      ],
      egress: [
        { to: [toPeer(DNS_PEER)], ports: DNS_PORTS },
        ...[apiServer, kubelets]
          // An empty list of places would mean every place.
          .filter(({ addresses }) => addresses.length > 0)
          .map((machines) => ({ to: toBlocks(machines), ports: [tcp(machines.port)] })),
        { to: [toPeer(issuer)], ports: [tcp(issuer.port)] },
        // File servers are asked whether they are ready, and told who lost access, by the way that browsers take.
        { to: [toPeer(ingress)], ports: [tcp(ingress.port)] },
        // The gateway is asked what pods listen on.
        { to: [toPeer(GATEWAY_PEER)], ports: [tcp(GATEWAY_INTERNAL_PORT)] },
      ],
    },
  }
  return Object.entries(specs).map(([name, spec]) => ({
    apiVersion: NETWORKING,
    kind: 'NetworkPolicy',
    metadata: buildMetadata(name, name === portalName ? portalName : PORTAL_NAME),
    spec,
  }))
}
