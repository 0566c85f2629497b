import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { IDENTITY_NAMESPACE } from '#cluster/identity/addresses.ts'
import { IDENTITY_SELECTOR } from '#cluster/identity/identity-objects.ts'
import { PORTAL_LABELS, PORTAL_PORT, PORTAL_SELECTOR, type Peer } from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

const IDENTITY_PORT = 3000

export const ISSUER_PEER: Peer & { port: number } = {
  namespace: IDENTITY_NAMESPACE,
  podLabels: IDENTITY_SELECTOR,
  port: IDENTITY_PORT,
}

/**
 * For a cluster whose DNS does not know names below localhost: portal and identity provider reach each other at
 * Services that have the port of their addresses, so that an address means the same in a pod as in a browser.
 * The Service of the provider comes first, that of the portal second.
 */
export function buildNameServices(options: { port: number; ingressNamespace: string }): KubeObject[] {
  const { port, ingressNamespace } = options
  return [
    toService({ namespace: IDENTITY_NAMESPACE, selector: IDENTITY_SELECTOR, port }),
    toService({ namespace: NAMESPACE, selector: PORTAL_SELECTOR, port }),
    toPolicy({ namespace: IDENTITY_NAMESPACE, selector: IDENTITY_SELECTOR }, [NAMESPACE, ingressNamespace], NAMESPACE),
    toPolicy({ namespace: NAMESPACE, selector: PORTAL_SELECTOR }, [IDENTITY_NAMESPACE], null),
  ]
}

interface Place {
  namespace: string
  selector: Record<string, string>
}

function toMetadata(namespace: string) {
  return {
    name: 'by-address',
    namespace,
    labels: { 'app.kubernetes.io/part-of': PORTAL_LABELS['app.kubernetes.io/part-of'] },
  }
}

function toService({ namespace, selector, port }: Place & { port: number }): KubeObject {
  const ports = [{ name: 'http', port, targetPort: 'http', protocol: 'TCP' }]
  return { apiVersion: 'v1', kind: 'Service', metadata: toMetadata(namespace), spec: { selector, ports } }
}

/** Both listen on the same port of their pods. */
function toPolicy({ namespace, selector }: Place, from: readonly string[], to: string | null): KubeObject {
  const toPeer = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } })
  const ports = [{ port: PORTAL_PORT, protocol: 'TCP' }]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: toMetadata(namespace),
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: to === null ? ['Ingress'] : ['Ingress', 'Egress'],
      ingress: [{ from: from.map(toPeer), ports }],
      ...(to === null ? {} : { egress: [{ to: [toPeer(to)], ports }] }),
    },
  }
}

const service = z.object({ spec: z.object({ clusterIP: z.string() }) })

export function getClusterIp(object: KubeObject | undefined): string {
  return service.parse(object).spec.clusterIP
}
