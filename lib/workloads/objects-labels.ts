import type { KubeObject, OwnerReference } from '#lib/kube/object.ts'
import { buildLabels, LAUNCH_LABEL, WORKLOAD_LABEL } from '#lib/spaces/objects-marks.ts'

/** The template that a workload was filled in from. It grants nothing: rights come from the template itself. */
export const TEMPLATE_ANNOTATION = 'moorage.dev/from-template'
/** Seconds without use after which a service is stopped. */
export const IDLE_ANNOTATION = 'moorage.dev/idle-seconds'
/** How many replicas a stopped service goes back to. */
export const REPLICAS_ANNOTATION = 'moorage.dev/replicas'
/** "{port}" or "{port},public": what the web address leads to. */
export const WEB_ANNOTATION = 'moorage.dev/web-port'
/** When it was last restarted on purpose: a changed pod template makes new pods. */
export const RESTART_ANNOTATION = 'moorage.dev/restarted-at'

/** Null for what makes no sense: annotations are anybody's. */
export function parseWeb(text: string | undefined): { port: number; isPublic: boolean } | null {
  const [, port, isPublic] = /^(\d{1,5})(,public)?$/.exec(text ?? '') ?? []
  const number = Number(port)
  return port !== undefined && number >= 1 && number <= 65_535
    ? { port: number, isPublic: isPublic !== undefined }
    : null
}

/** What everything around one workload is made with. */
export interface LaunchContext {
  namespace: string
  kind: 'user' | 'group'
  /** When it was last restarted on purpose; an edit that forgot it would restart it once more. */
  restartedAt?: string | null
  /** What the Secret of the workload holds now, in base64, for the values that an edit leaves as they are. */
  keptSecrets?: Readonly<Record<string, string>>
}

export interface LaunchIdentity {
  name: string
  launchId: string
}

/** On each object of a launch and on its pods. */
export function buildLaunchLabels({ kind }: LaunchContext, { name, launchId }: LaunchIdentity): Record<string, string> {
  return { ...buildLabels(kind), ...buildPodSelector({ name, launchId }) }
}

/** A name alone would do for two kinds of workload at once: only the launch's id is in no other pod. */
export function buildPodSelector({ name, launchId }: LaunchIdentity): Record<string, string> {
  return { [WORKLOAD_LABEL]: name, [LAUNCH_LABEL]: launchId }
}

/** The same object, deleted by the cluster when the workload is; throws for a workload that the cluster has not made yet. */
export function withOwner(object: KubeObject, workload: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = workload
  if (!metadata.uid) throw new TypeError(`${kind} ${metadata.name} has no uid yet`)
  const owner: OwnerReference = {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    // The workload may go first; what is left is cleared away after it.
    blockOwnerDeletion: false,
  }
  return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } }
}
