import { MANAGED_BY, MANAGED_BY_LABEL, SPACE_KIND_LABEL } from '#lib/auth/managed-namespace.ts'
import type { KubeObject } from '#lib/kube/object.ts'

/** On the pods of file servers; its value is not looked at. */
export const FILE_SERVER_LABEL = 'moorage.dev/fileserver'
/** On pods of workloads that the gateway may reach. */
export const WEB_LABEL = 'moorage.dev/web'
/** On a space's first volume. */
export const PRIMARY_LABEL = 'moorage.dev/primary'
/** On what one launch or one click made: its id. */
export const LAUNCH_LABEL = 'moorage.dev/launch'
/** On everything that belongs to one workload: its name. */
export const WORKLOAD_LABEL = 'moorage.dev/workload'

/** What people called a thing whose name is made by rule. */
export const TITLE_ANNOTATION = 'moorage.dev/title'

/** The class of the file servers' pods; they have a quota of their own. */
export const FILES_PRIORITY_CLASS = 'moorage-files'

export const FIELD_MANAGER = 'moorage'

/** What every object in a space carries. */
export function buildLabels(kind: 'user' | 'group'): Record<string, string> {
  return { [MANAGED_BY_LABEL]: MANAGED_BY, [SPACE_KIND_LABEL]: kind }
}

/** Whether Moorage made it; everything else is never changed, adopted or deleted. */
export function isManagedObject(object: KubeObject): boolean {
  return object.metadata.labels?.[MANAGED_BY_LABEL] === MANAGED_BY
}
