import type { KubeObject } from '#lib/kube/object.ts'
import type { LiveCase, LiveSpace } from './live-case.ts'

/** What each space has besides its Namespace. */
export function buildLiveRules(space: LiveSpace, namespace: string): KubeObject[] {
  if (space === 'quota') {
    const hard = { pods: '0', 'limits.memory': '32Mi', 'count/jobs.batch': '2' }
    return [
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'moorage-compute', namespace }, spec: { hard } },
    ]
  }
  if (space === 'limits') {
    const limits = [{ type: 'Container', max: { memory: '32Mi' } }]
    return [{ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'moorage-limits', namespace }, spec: { limits } }]
  }
  return []
}

const POLICY = 'recording-no-nice-pods'
const ADMISSION = 'admissionregistration.k8s.io/v1'

/** A rule of a cluster that its administrator made: it is met by pods, and not by what they are made from. */
export function buildLivePolicy(namespace: string): KubeObject[] {
  return [
    {
      apiVersion: ADMISSION,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: POLICY },
      spec: {
        matchConstraints: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
        },
        validations: [
          {
            expression: "object.metadata.?labels['moorage.dev/workload'].orValue('') != 'policy-refused'",
            message: 'Pods here need the label of a cost centre.',
          },
        ],
      },
    },
    {
      apiVersion: ADMISSION,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: POLICY },
      spec: { policyName: POLICY, validationActions: ['Deny'] },
    },
  ]
}

export const REFUSAL_CASES: LiveCase[] = [
  {
    name: 'quota-service',
    how: 'A service in a space whose quota is used up',
    space: 'quota',
    expected: { state: 'waiting', reason: 'quota-exceeded', parameters: { quota: 'moorage-compute' } },
  },
  {
    name: 'quota-job',
    how: 'A job in a space whose quota is used up',
    space: 'quota',
    kind: 'job',
    expected: { state: 'waiting', reason: 'quota-exceeded', parameters: { quota: 'moorage-compute' } },
  },
  {
    name: 'limit-range-refused',
    how: 'More memory than one program may have',
    space: 'limits',
    expected: {
      state: 'failed',
      reason: 'limit-range-refused',
      parameters: { resource: 'memory', limit: '32 MiB', asked: '64 MiB' },
    },
  },
  {
    name: 'pod-security-refused',
    how: 'The user root in a space with the level restricted',
    fields: { userId: 0 },
    expected: {
      state: 'failed',
      reason: 'pod-security-refused',
      parameters: { level: 'restricted' },
      causes: [{ code: 'security-root' }],
    },
  },
  {
    name: 'policy-refused',
    how: 'A rule of the administrator that refuses pods',
    space: 'policy',
    expected: { state: 'failed', reason: 'policy-refused' },
  },
  {
    name: 'too-little-cpu',
    how: 'More CPU than any machine has',
    fields: { cpu: '900' },
    expected: { state: 'waiting', reason: 'too-little-cpu', causes: [{ code: 'cpu', parameters: { nodes: 1 } }] },
  },
  {
    name: 'too-little-memory',
    how: 'More memory than any machine has',
    fields: { memory: '4Ti' },
    expected: { state: 'waiting', reason: 'too-little-memory', parameters: { memory: '4 TiB' } },
  },
  {
    name: 'too-little-gpu',
    how: 'A GPU, and machines that have none',
    fields: { gpus: 1 },
    expected: { state: 'waiting', reason: 'too-little-gpu' },
  },
  {
    name: 'too-little-at-once',
    how: 'More CPU and memory than any machine has',
    fields: { cpu: '900', memory: '4Ti' },
    expected: { state: 'waiting', reason: 'no-node-fits', causes: [{ code: 'cpu' }, { code: 'memory' }] },
  },
  {
    name: 'node-selector',
    how: 'A kind of machine that the cluster does not have',
    podSpec: { nodeSelector: { 'moorage.dev/disk': 'nvme' } },
    expected: { state: 'waiting', reason: 'node-selector' },
  },
  {
    name: 'node-taints',
    how: 'The only machine is set aside for something else',
    // For those few seconds nothing else on the cluster finds a place.
    round: 2,
    expected: { state: 'waiting', reason: 'node-taints', causes: [{ code: 'taint', parameters: { nodes: 1 } }] },
  },
]
