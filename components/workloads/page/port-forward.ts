import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'

/** Ports below this need rights on one's own machine that most people do not have. */
const FIRST_FREE_PORT = 1024
const OFFSET = 8000

/** One line per port; nothing for what has no ports. */
export function buildPortForward(
  { kind, name, ports }: Pick<WorkloadDetails, 'kind' | 'name' | 'ports'>,
  namespace: string,
): string[] {
  if (kind !== 'service') return []
  return ports.map(
    ({ port }) =>
      `kubectl --namespace ${namespace} port-forward deployment/${name} ${port < FIRST_FREE_PORT ? port + OFFSET : port}:${port}`,
  )
}
