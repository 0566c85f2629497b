import type { KubeObject } from '#lib/kube/object.ts'
import { TOOLBOX } from './live-case.ts'
import type { LiveCase, LivePlace } from './live-case.ts'
import { IDLE_SCRIPT, shell } from './live-programs.ts'

/** What the machine is told to offer, one of each, so that nothing but these cases is ever short of it. */
export const SLOTS = { service: 'recording.moorage.dev/service-slot', job: 'recording.moorage.dev/job-slot' }

const HIGH = 'recording-high'
const LOW = 'recording-low'
const PRIORITY: Record<string, number> = { [HIGH]: 100, [LOW]: 10 }

/** Classes of a cluster that its administrator made. */
export const PRIORITY_CLASSES: KubeObject[] = [HIGH, LOW].map((name) => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  description: 'Only for recordings of what happens to workloads.',
  value: PRIORITY[name],
}))

const resources = (slot: string) => ({
  requests: { cpu: '10m', memory: '64Mi', [slot]: '1' },
  limits: { cpu: '100m', memory: '64Mi', [slot]: '1' },
})

/** What is more important: it wants the slot that the workload has. */
function buildRival(slot: string, { namespace, name }: { namespace: string; name: string }): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      automountServiceAccountToken: false,
      priorityClassName: HIGH,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'rival',
          image: TOOLBOX,
          command: IDLE_SCRIPT,
          resources: resources(slot),
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  }
}

const holding = (slot: string, name: string, at: string) => ({
  podSpec: { priorityClassName: LOW },
  container: { resources: resources(slot) },
  after: { at, make: ({ namespace }: LivePlace) => [buildRival(slot, { namespace, name: `${name}-rival` })] },
})

export const PREEMPTION_CASES: LiveCase[] = [
  {
    name: 'preempted',
    how: 'A service of low priority that has the only slot, and a pod of high priority that wants it',
    ...holding(SLOTS.service, 'preempted', 'running'),
    expected: {
      state: 'waiting',
      reason: 'preempted-waiting',
      causes: [{ code: 'resource', parameters: { nodes: 1 } }],
    },
  },
  {
    name: 'job-preempted',
    how: 'A job of low priority, without retries, that has the only slot, and a pod of high priority that wants it',
    kind: 'job',
    // One that says that all is well when it has to go is complete, also for the cluster.
    fields: { command: shell('trap "exit 143" TERM; while :; do sleep 3600 & wait $!; done'), retries: 0 },
    ...holding(SLOTS.job, 'job-preempted', 'job-running'),
    expected: { state: 'failed', reason: 'job-back-off-limit', causes: [{ code: 'preempted' }] },
  },
  {
    name: 'too-little-resource',
    how: 'More of a device than any machine has',
    container: {
      resources: {
        requests: { cpu: '10m', memory: '64Mi', [SLOTS.service]: '5' },
        limits: { cpu: '100m', memory: '64Mi', [SLOTS.service]: '5' },
      },
    },
    expected: { state: 'waiting', reason: 'too-little-resource', parameters: { detail: SLOTS.service } },
  },
]
