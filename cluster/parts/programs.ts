import path from 'node:path'
import { getCniSocketPath } from '#cluster/network-policy/controller.ts'
import type { Part, PartContext } from './part.ts'

const program = (file: string, name: string): string[] => [
  process.execPath,
  path.join(import.meta.dirname, '..', file),
  name,
]

/** Our own controllers: storage and network policies. */
export function buildControllersPart({ layout }: PartContext): Part {
  return {
    name: 'controllers',
    // They enter the node's network namespace themselves for nft, and need the host's view of mounts, which is the same.
    isOnNode: false,
    after: ['kube-apiserver'],
    command: program('controllers.ts', layout.name),
    readiness: { socketPath: getCniSocketPath(layout) },
  }
}

/** Leads 127.0.0.1:<port> on the host to the ingress on the node. */
export function buildForwarderPart({ layout }: PartContext): Part {
  return { name: 'forwarder', isOnNode: false, after: [], command: program('forwarder.ts', layout.name) }
}
