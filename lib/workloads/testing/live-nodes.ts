import type { LiveCase } from './live-case.ts'
import { OFF_LIMITS, QUIET_KIND, QUIET_NODE } from './quiet-node.ts'

const UNREACHABLE = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' }

/** The scheduler puts it there while the machine still counts as ready. */
function onQuietNode({ patienceSeconds = 300 } = {}) {
  const tolerations = [
    { ...OFF_LIMITS, operator: 'Equal' },
    { ...UNREACHABLE, tolerationSeconds: patienceSeconds },
  ]
  return { podSpec: { nodeSelector: QUIET_KIND, tolerations }, round: 3 }
}

export const NODE_CASES: LiveCase[] = [
  {
    name: 'node-not-ready',
    how: 'A machine that is not heard of any more, with the service on it',
    ...onQuietNode(),
    expected: { state: 'failed', reason: 'node-not-ready', parameters: { node: QUIET_NODE } },
  },
  {
    name: 'job-on-silent-node',
    how: 'A machine that is not heard of any more, with the job on it',
    kind: 'job',
    ...onQuietNode(),
    // For all that is known, it goes on.
    expected: { state: 'degraded', reason: 'node-not-ready', parameters: { node: QUIET_NODE } },
  },
  {
    name: 'stuck-on-node',
    how: 'A service that is stopped, on a machine that is not heard of any more',
    ...onQuietNode(),
    after: { at: 'node-not-ready', change: { spec: { replicas: 0 } } },
    expected: { state: 'stopping', reason: 'stuck-on-node', parameters: { node: QUIET_NODE } },
  },
  {
    name: 'deletion-stuck-on-node',
    how: 'A service that is deleted, on a machine that is not heard of any more',
    ...onQuietNode(),
    after: { at: 'node-not-ready', change: null },
    expected: { state: 'deleting', reason: 'stuck-on-node', parameters: { node: QUIET_NODE } },
  },
  {
    name: 'replaced-on-silent-node',
    how: 'A service whose pod the cluster gives up, on a machine that is not heard of any more, and no other of its kind',
    ...onQuietNode({ patienceSeconds: 3 }),
    expected: { state: 'waiting', reason: 'stuck-on-node', parameters: { node: QUIET_NODE } },
  },
  {
    name: 'node-away',
    how: 'A service that may run only on a machine that is not heard of any more',
    podSpec: { ...onQuietNode({ patienceSeconds: 3 }).podSpec, terminationGracePeriodSeconds: 0 },
    round: 3,
    expected: { state: 'waiting', reason: 'no-node-fits', causes: [{ code: 'selector' }, { code: 'not-ready' }] },
  },
]
