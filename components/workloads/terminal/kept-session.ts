import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'

/** Where a terminal goes on that this tab has left by a reload. Both change each time it is taken up again. */
export interface KeptSession {
  url: string
  secret: string
}

/** Which terminal of which workload; another container is another one. */
export interface TerminalPlace {
  workload: Pick<WorkloadDetails, 'space' | 'kind' | 'name' | 'uid'>
  pod: string
  container: string
}

const toKey = ({ workload, pod, container }: TerminalPlace) =>
  `moorage-terminal ${workload.space} ${workload.uid} ${pod} ${container}`

/** Of this tab only: another one that is opened from it has its own terminal. */
export function readKeptSession(place: TerminalPlace): KeptSession | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(toKey(place)) ?? 'null')
    const isKept = typeof kept === 'object' && kept !== null && 'url' in kept && 'secret' in kept
    return isKept ? (kept as KeptSession) : null
  } catch {
    return null
  }
}

export function keepSession(place: TerminalPlace, session: KeptSession | null): void {
  try {
    if (session) sessionStorage.setItem(toKey(place), JSON.stringify(session))
    else sessionStorage.removeItem(toKey(place))
  } catch {
    // Without storage a reload begins a new terminal.
  }
}
