import type { KubeObject } from '#lib/kube/object.ts'
import type { GatewayApps, GatewayObjectOptions } from './gateway-objects.ts'
import { DNS_PEER, DNS_PORTS, GATEWAY_PEER, MONITORING_LABEL, tcp, toBlocks, toPeer } from './portal-network.ts'
import { GATEWAY_INTERNAL_PORT, getPortalSelector, METRICS_PORT, PORTAL_NAME, PORTAL_PORT } from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

export const GATEWAY_PORT = 3001
const FILE_SERVER_PORT = 8080

export interface GatewayMetadata {
  name: string
  namespace: string
  labels: Record<string, string>
}

/**
 * In come the ingress controller, other replicas and whoever collects metrics, and the portal at a port of its own; out it
 * goes to file servers and workloads of spaces, to the API server, and to the portal, which it asks about rights.
 */
export function buildPolicy({ ingress, apiServer, apps }: GatewayObjectOptions, selector: Record<string, string>) {
  const inSpaces = (label: string) => ({
    namespaceSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'moorage' } },
    podSelector: { matchExpressions: [{ key: label, operator: 'Exists' }] },
  })
  const podLabels = getPortalSelector(apps?.portalName ?? PORTAL_NAME)
  const portal = toPeer({ namespace: NAMESPACE, podLabels })
  const forApps = [
    { to: [toPeer(DNS_PEER)], ports: DNS_PORTS },
    { to: [portal], ports: [tcp(PORTAL_PORT)] },
    { to: [toPeer(GATEWAY_PEER)], ports: [tcp(GATEWAY_PORT)] },
    // Which port a workload listens on is its own choice; its policy opens that one to the gateway.
    { to: [inSpaces('moorage.dev/workload')] },
  ]
  return {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [toPeer(ingress), ...(apps ? [toPeer(GATEWAY_PEER)] : [])], ports: [tcp(GATEWAY_PORT)] },
      ...(apps ? [{ from: [portal], ports: [tcp(GATEWAY_INTERNAL_PORT)] }] : []),
      { from: [{ namespaceSelector: { matchLabels: { [MONITORING_LABEL]: 'true' } } }], ports: [tcp(METRICS_PORT)] },
    ],
    egress: [
      { to: [inSpaces('moorage.dev/fileserver')], ports: [tcp(FILE_SERVER_PORT)] },
      ...(apps ? forApps : []),
      ...(apiServer.addresses.length > 0 ? [{ to: toBlocks(apiServer), ports: [tcp(apiServer.port)] }] : []),
    ],
  }
}

interface IngressOptions {
  service: string
  host: string
  ingressClass: string | null
  annotations?: Record<string, string>
}

export function buildIngress(
  metadata: GatewayMetadata,
  { service, host, ingressClass, annotations }: IngressOptions,
): KubeObject {
  const backend = { service: { name: service, port: { name: 'http' } } }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, annotations: { 'projectcontour.io/response-timeout': 'infinity', ...annotations } },
    spec: {
      ...(ingressClass ? { ingressClassName: ingressClass } : {}),
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  }
}

/**
 * The way from outside to all web addresses and terminals: it leads to the gateway, which asks who somebody is. An Ingress
 * in a space could lead only to a Service there, and so past it.
 */
export function buildAppsIngress(
  metadata: GatewayMetadata,
  { domain }: GatewayApps,
  options: GatewayObjectOptions,
): KubeObject {
  return buildIngress(
    { ...metadata, name: `${metadata.name}-apps` },
    {
      service: metadata.name,
      // An Ingress knows hosts without ports.
      host: `*.${domain.replace(/:\d+$/, '')}`,
      ingressClass: options.ingressClass,
      annotations: { 'projectcontour.io/websocket-routes': '/' },
    },
  )
}
