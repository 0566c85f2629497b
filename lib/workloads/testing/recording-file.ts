import type { KubeObject } from '#lib/kube/object.ts'

type Json = Record<string, unknown>

/** What else is known at that moment. */
export interface RecordingExtras {
  usage?: Record<string, { usedBytes: number; capacityBytes: number }>
  /** /proc/net/tcp and tcp6 by the pod's uid, as the kernel writes them. */
  sockets?: Record<string, string>
}

export interface NewRecording extends RecordingExtras {
  how: string
  kubernetes: string
  at: string
  expected: Json
  objects: readonly KubeObject[]
}

const KINDS = [
  'Deployment',
  'CronJob',
  'Job',
  'ReplicaSet',
  'Pod',
  'Event',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'Service',
  'Ingress',
  'Node',
]

/** An object on each line: short, and two recordings can be compared. */
export function formatRecording({ objects, ...about }: NewRecording): string {
  const sorted = objects.toSorted(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      (getOrder(a) < getOrder(b) ? -1 : getOrder(a) > getOrder(b) ? 1 : 0),
  )
  const fields = Object.entries(about).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`)
  const lines = sorted.map((object) => `    ${JSON.stringify(toRecorded(object))}`)
  return `{\n${fields.join('\n')}\n  "objects": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** Oldest first, as things happened. */
const getOrder = ({ metadata }: KubeObject) => `${metadata.creationTimestamp ?? ''} ${metadata.name}`

/** As the API server sent it, without what nothing is explained by. */
function toRecorded(object: KubeObject): KubeObject {
  if (object.kind === 'Node') return toRecordedNode(object)
  if (object.kind === 'PersistentVolume') return withoutPlace(object)
  return withoutManagers(object)
}

/** Where on its machine the disk lies is nobody's business. */
function withoutPlace(object: KubeObject): KubeObject {
  const spec = Object.entries(object['spec'] as Json).filter(([name]) => name !== 'local')
  return withoutManagers({ ...object, spec: Object.fromEntries(spec) })
}

function withoutManagers(object: KubeObject): KubeObject {
  const metadata = Object.entries(object.metadata).filter(([name]) => name !== 'managedFields')
  return { ...object, metadata: Object.fromEntries(metadata) as unknown as KubeObject['metadata'] }
}

/** A node lists every image that it has. */
function toRecordedNode({ apiVersion, kind, metadata, spec, status }: KubeObject): KubeObject {
  const { taints, unschedulable } = spec as Json
  const { allocatable, conditions } = status as Json
  const { name, uid, labels } = metadata
  return {
    apiVersion,
    kind,
    metadata: { name, uid, labels },
    spec: { taints, unschedulable },
    status: { allocatable, conditions },
  }
}
