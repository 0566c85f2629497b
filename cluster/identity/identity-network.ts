import { CONTOUR_NAMESPACE } from '#cluster/addons/contour-access.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getIdentityHost } from './addresses.ts'
import { IDENTITY_LABELS, IDENTITY_SELECTOR } from './identity-objects.ts'

const CONTROLLER = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': CONTOUR_NAMESPACE } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'contour' } },
}

const DNS = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
}

interface NetworkOptions {
  layout: Pick<ClusterLayout, 'ingressPort'>
  namespace: string
  httpPort: number
  controlPort: number | null
}

/** How the provider is reached, and whom it may reach: applications, through the ingress, to tell them who has left. */
export function buildIdentityNetwork({ layout, namespace, httpPort, controlPort }: NetworkOptions): KubeObject[] {
  const metadata = { name: 'identity', namespace, labels: IDENTITY_LABELS }
  const ports = [{ name: 'http', port: httpPort }, ...(controlPort ? [{ name: 'control', port: controlPort }] : [])]
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        // The control port is in no rule: it is reached through the API server, by who may use its proxy.
        ingress: [{ from: [CONTROLLER], ports: [{ port: httpPort, protocol: 'TCP' }] }],
        egress: [
          { to: [DNS], ports: [53].flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ port, protocol }))) },
          { to: [CONTROLLER], ports: [{ port: layout.ingressPort, protocol: 'TCP' }] },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: IDENTITY_SELECTOR,
        ports: ports.map(({ name, port }) => ({ name, port, targetPort: name, protocol: 'TCP' })),
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata,
      spec: {
        rules: [
          {
            host: getIdentityHost(namespace),
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'identity', port: { name: 'http' } } },
                },
              ],
            },
          },
        ],
      },
    },
  ]
}
