import { getClusterStatus, type ClusterStatus } from '#cluster/cluster-status.ts'
import type { ClusterLayout } from '#cluster/layout.ts'

/** Prints what runs; resolves with the state, which decides the exit code. */
export async function printStatus(
  layout: ClusterLayout,
  { isJson }: { isJson: boolean },
): Promise<ClusterStatus['state']> {
  const status = await getClusterStatus(layout)
  process.stdout.write(isJson ? `${JSON.stringify(status, null, 2)}\n` : formatStatus(status))
  return status.state
}

export function formatStatus(status: ClusterStatus): string {
  const lines = [`Cluster ${status.name}: ${status.state}`]
  if (status.state === 'stopped') return `${lines[0]}. Start it with npm run cluster -- up --name ${status.name}\n`
  lines.push(`  ingress     ${status.ingressUrl}`, `  API server  ${status.apiServerUrl}`)
  lines.push(`  kubeconfig  ${status.kubeconfig}`, '')
  for (const part of status.parts) {
    const restarts = part.restarts === 0 ? '' : `  restarted ${part.restarts} ${part.restarts === 1 ? 'time' : 'times'}`
    const reason = part.lastExit ? `, last because it ${part.lastExit}` : ''
    lines.push(`  ${part.name.padEnd(24)} ${part.state.padEnd(9)} since ${part.since}${restarts}${reason}`)
  }
  lines.push(`  ${'node'.padEnd(24)} ${status.isNodeReady ? 'ready' : 'not ready'}`)
  for (const addon of status.addons) lines.push(`  ${addon.name.padEnd(24)} ${addon.state}`)
  return `${lines.join('\n')}\n`
}
