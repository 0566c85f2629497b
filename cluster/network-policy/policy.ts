import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { labelSelector } from './selector.ts'
import type { LabelSelector } from './selector.ts'

const portNumber = z.int().min(1).max(65_535)

const policyPort = z
  .strictObject({
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
    port: z.union([portNumber, z.string().min(1)]).optional(),
    endPort: portNumber.optional(),
  })
  .refine(({ port, endPort }) => endPort === undefined || (typeof port === 'number' && endPort >= port), {
    error: 'endPort needs a numeric port that is not above it',
  })

const cidr = z.union([z.cidrv4(), z.cidrv6()])

const policyPeer = z
  .strictObject({
    podSelector: labelSelector.optional(),
    namespaceSelector: labelSelector.optional(),
    ipBlock: z.strictObject({ cidr, except: z.array(cidr).default([]) }).optional(),
  })
  .refine(({ podSelector, namespaceSelector, ipBlock }) => !ipBlock !== !(podSelector ?? namespaceSelector), {
    error: 'a peer is either an ipBlock or selectors',
  })

const peers = z.array(policyPeer).default([])
const ports = z.array(policyPort).default([])

const policySpec = z.strictObject({
  podSelector: labelSelector.prefault({}),
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])).default([]),
  ingress: z.array(z.strictObject({ from: peers, ports })).default([]),
  egress: z.array(z.strictObject({ to: peers, ports })).default([]),
})

export type PolicyPort = z.output<typeof policyPort>
export type PolicyPeer = z.output<typeof policyPeer>

/** Empty peers mean everybody, empty ports mean all traffic. */
export interface PolicyRule {
  peers: PolicyPeer[]
  ports: PolicyPort[]
}

export interface Policy {
  namespace: string
  name: string
  podSelector: LabelSelector
  /** What may come in; null when the policy does not isolate in this direction, empty when nothing may. */
  ingress: PolicyRule[] | null
  egress: PolicyRule[] | null
  /** Why the object could not be understood, or null. Its pods are then isolated in both directions. */
  problem: string | null
}

/** Never throws: a policy that cannot be understood closes the pods it selects, or its whole namespace when even that is unclear. */
export function toPolicy({ metadata, spec }: KubeObject): Policy {
  const { name, namespace = 'default' } = metadata
  const parsed = policySpec.safeParse(spec)
  if (!parsed.success) {
    const selector = z.object({ podSelector: labelSelector }).safeParse(spec)
    const podSelector = selector.data?.podSelector ?? labelSelector.parse({})
    return { namespace, name, podSelector, ingress: [], egress: [], problem: z.prettifyError(parsed.error) }
  }
  const { podSelector, policyTypes, ingress, egress } = parsed.data
  // The API server fills policyTypes in; this is its rule, for objects stored before it did.
  const isIngress = policyTypes.length === 0 || policyTypes.includes('Ingress')
  const isEgress = policyTypes.length === 0 ? egress.length > 0 : policyTypes.includes('Egress')
  return {
    namespace,
    name,
    podSelector,
    ingress: isIngress ? ingress.map((rule) => ({ peers: rule.from, ports: rule.ports })) : null,
    egress: isEgress ? egress.map((rule) => ({ peers: rule.to, ports: rule.ports })) : null,
    problem: null,
  }
}
