import type { KubeObject } from '#lib/kube/object.ts'

/** The clock of the object sets that tests make: everything in them happened before it. */
const NOW = '2026-11-24T10:00:00Z'
export const NOW_MS = Date.parse(NOW)
export const NAMESPACE = 'user-alice-storage'

/** A time that many seconds before the clock, as the API server writes it. */
export const ago = (seconds: number) => new Date(NOW_MS - seconds * 1000).toISOString().replace('.000Z', 'Z')

export type Json = Record<string, unknown>

const LABELS = {
  'app.kubernetes.io/managed-by': 'moorage',
  'moorage.dev/workload': 'web',
  'moorage.dev/launch': '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00',
}

function owner(kind: string, uid: string, apiVersion = 'apps/v1') {
  return [{ apiVersion, kind, name: uid, uid, controller: true, blockOwnerDeletion: true }]
}

export const CONTAINER = {
  name: 'web',
  image: 'registry.example/web:1.2',
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '256Mi' } },
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  readinessProbe: { httpGet: { path: '/', port: 8080, scheme: 'HTTP' }, periodSeconds: 5 },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'FallbackToLogsOnError',
  imagePullPolicy: 'IfNotPresent',
}

export function deployment(options: { spec?: Json; status?: Json; metadata?: Json } = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: NAMESPACE,
      uid: 'd-1',
      resourceVersion: '100',
      generation: 1,
      creationTimestamp: ago(300),
      labels: LABELS,
      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ...options.metadata,
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { 'moorage.dev/workload': 'web' } },
      template: { metadata: { labels: LABELS }, spec: { containers: [CONTAINER] } },
      ...options.spec,
    },
    status: {
      observedGeneration: 1,
      replicas: 1,
      updatedReplicas: 1,
      unavailableReplicas: 1,
      conditions: [
        {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
          lastTransitionTime: ago(300),
          lastUpdateTime: ago(300),
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'ReplicaSetUpdated',
          message: 'ReplicaSet "web-5d4f" is progressing.',
          lastTransitionTime: ago(300),
          lastUpdateTime: ago(300),
        },
      ],
      ...options.status,
    },
  }
}

export const READY_STATUS = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 1,
  availableReplicas: 1,
  conditions: [
    {
      type: 'Available',
      status: 'True',
      reason: 'MinimumReplicasAvailable',
      message: '',
      lastTransitionTime: ago(200),
    },
    {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: '',
      lastTransitionTime: ago(200),
    },
  ],
}

export function replicaSet(options: { spec?: Json; status?: Json; metadata?: Json } = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'web-5d4f',
      namespace: NAMESPACE,
      uid: 'rs-1',
      creationTimestamp: ago(300),
      labels: { ...LABELS, 'pod-template-hash': '5d4f' },
      annotations: { 'deployment.kubernetes.io/revision': '1', 'deployment.kubernetes.io/desired-replicas': '1' },
      ownerReferences: owner('Deployment', 'd-1'),
      ...options.metadata,
    },
    spec: { replicas: 1, template: { spec: { containers: [CONTAINER] } }, ...options.spec },
    status: { replicas: 1, fullyLabeledReplicas: 1, observedGeneration: 1, ...options.status },
  }
}

const SCHEDULED = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: ago(290) }

export function pod(options: { spec?: Json; status?: Json; metadata?: Json; container?: Json } = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-5d4f-abcde',
      namespace: NAMESPACE,
      uid: 'p-1',
      creationTimestamp: ago(300),
      labels: { ...LABELS, 'pod-template-hash': '5d4f' },
      ownerReferences: owner('ReplicaSet', 'rs-1'),
      ...options.metadata,
    },
    spec: {
      containers: [{ ...CONTAINER, ...options.container }],
      nodeName: 'node-1',
      terminationGracePeriodSeconds: 30,
      ...options.spec,
    },
    status: { phase: 'Pending', startTime: ago(290), conditions: [SCHEDULED], ...options.status },
  }
}

/** A pod of whose one container this is the state. */
export function podWith(
  state: Json,
  options: { status?: Json; container?: Json; pod?: Json; spec?: Json } = {},
): KubeObject {
  return pod({
    container: options.container,
    spec: options.spec,
    status: {
      phase: 'running' in state || 'lastState' in state ? 'Running' : 'Pending',
      containerStatuses: [
        {
          name: 'web',
          image: CONTAINER.image,
          imageID: '',
          ready: false,
          started: false,
          restartCount: 0,
          lastState: {},
          state,
          ...options.status,
        },
      ],
      ...options.pod,
    },
  })
}

export function unscheduledPod(message: string, options: { seconds?: number; spec?: Json } = {}): KubeObject {
  const since = ago(options.seconds ?? 120)
  return pod({
    metadata: { creationTimestamp: since },
    spec: { nodeName: undefined, ...options.spec },
    status: {
      startTime: undefined,
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastProbeTime: null,
          lastTransitionTime: since,
        },
      ],
    },
  })
}

export function event(options: {
  object?: { kind: string; name: string; uid: string }
  reason: string
  message: string
  type?: string
  count?: number
  seconds?: number
  firstSeconds?: number
}): KubeObject {
  const { object = { kind: 'Pod', name: 'web-5d4f-abcde', uid: 'p-1' }, reason, message, type = 'Warning' } = options
  const { count = 1, seconds = 30, firstSeconds = seconds } = options
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${object.name}.${reason.toLowerCase()}${seconds}`,
      namespace: NAMESPACE,
      uid: `e-${object.uid}-${reason}-${seconds}`,
      creationTimestamp: ago(firstSeconds),
    },
    involvedObject: { ...object, namespace: NAMESPACE, apiVersion: 'v1' },
    reason,
    message,
    type,
    count,
    firstTimestamp: ago(firstSeconds),
    lastTimestamp: ago(seconds),
    eventTime: null,
    source: { component: 'kubelet', host: 'node-1' },
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
  }
}

export function job(options: { spec?: Json; status?: Json; metadata?: Json } = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'backup',
      namespace: NAMESPACE,
      uid: 'j-1',
      generation: 1,
      creationTimestamp: ago(300),
      labels: LABELS,
      ...options.metadata,
    },
    spec: {
      backoffLimit: 3,
      suspend: false,
      template: { spec: { restartPolicy: 'Never', containers: [CONTAINER] } },
      ...options.spec,
    },
    status: { active: 1, startTime: ago(299), ...options.status },
  }
}

export const ofJob = { ownerReferences: owner('Job', 'j-1', 'batch/v1') }

export function cronJob(options: { spec?: Json; status?: Json } = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: NAMESPACE, uid: 'c-1', creationTimestamp: ago(90_000), labels: LABELS },
    spec: {
      schedule: '0 3 * * *',
      timeZone: 'UTC',
      suspend: false,
      jobTemplate: { spec: { template: { spec: { containers: [CONTAINER] } } } },
      ...options.spec,
    },
    status: { ...options.status },
  }
}

export const ofCronJob = { ownerReferences: owner('CronJob', 'c-1', 'batch/v1') }
