import { createHash } from 'node:crypto'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildLaunchLabels, buildPodSelector } from './objects-labels.ts'
import type { LaunchContext } from './objects-labels.ts'
import type { LaunchInput } from './schema-launch.ts'

const NETWORKING = 'networking.k8s.io/v1'
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const HASH_LENGTH = 10

/**
 * The web address of a workload. The part after the name says whose it is, so that no two spaces can clash and nobody
 * can sit on a name; made again with the same name, a namespace has another one.
 */
export function getWebHost(options: { name: string; namespaceUid: string; appsDomain: string }): string {
  const { name, namespaceUid, appsDomain } = options
  return `${name}-${toBase32(createHash('sha256').update(namespaceUid).digest()).slice(0, HASH_LENGTH)}.${appsDomain}`
}

/** RFC 4648 in small letters and without padding: host names do not tell capitals apart. */
function toBase32(bytes: Uint8Array): string {
  let text = ''
  let value = 0
  let bits = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(value >>> bits) & 31]
    }
  }
  return text
}

/** The inner address; null for what has no ports. */
export function buildService(input: LaunchInput, context: LaunchContext): KubeObject | null {
  const { ports } = input
  if (input.kind !== 'service' || ports.length === 0) return null
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: input.name, namespace: context.namespace, labels: buildLaunchLabels(context, input) },
    spec: {
      type: 'ClusterIP',
      selector: buildPodSelector(input),
      ports: ports.map(({ name, port }) => ({ name, port, targetPort: port, protocol: 'TCP' })),
    },
  }
}

export const getWebPolicyName = (name: string) => `${name}-web`

/** One port of this workload's pods, opened for the gateway's; null when there is no web address. */
export function buildWebPolicy(
  input: LaunchInput,
  context: LaunchContext & { gatewayNamespace: string },
): KubeObject | null {
  if (input.kind !== 'service' || input.web === null) return null
  return {
    apiVersion: NETWORKING,
    kind: 'NetworkPolicy',
    metadata: {
      name: getWebPolicyName(input.name),
      namespace: context.namespace,
      labels: buildLaunchLabels(context, input),
    },
    spec: {
      podSelector: { matchLabels: buildPodSelector(input) },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': context.gatewayNamespace } },
              podSelector: {
                matchLabels: { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': 'gateway' },
              },
            },
          ],
          ports: [{ protocol: 'TCP', port: input.web.port }],
        },
      ],
    },
  }
}
