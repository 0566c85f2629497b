import type { WorkloadKind } from '#lib/workloads/schema.ts'
import type { LaunchValues } from './launch-values.ts'

export type LaunchField = Exclude<keyof LaunchValues, 'kind' | 'template'>

/** What stands folded below name and size; a section without fields of the kind is left out. */
const SECTIONS = {
  program: ['image', 'command', 'args'],
  schedule: ['schedule', 'timeZone', 'isSuspended'],
  volumes: ['mounts'],
  network: ['ports', 'web'],
  environment: ['environment', 'environmentSets'],
  files: ['files'],
  scale: ['replicas', 'gpus', 'gpuResource'],
  probe: ['probe'],
  lifetime: ['retries', 'timeLimitSeconds', 'ttlSeconds'],
  idle: ['idleSeconds'],
  pull: ['pullPolicy', 'pullSecrets'],
  user: ['userId', 'hasOwnUsers'],
} as const satisfies Record<string, readonly LaunchField[]>

export type LaunchSectionId = keyof typeof SECTIONS

const ONLY: Partial<Record<LaunchSectionId, readonly WorkloadKind[]>> = {
  schedule: ['scheduled-job'],
  lifetime: ['job', 'scheduled-job'],
  probe: ['service'],
  idle: ['service'],
}
const ONLY_OF_SERVICES: readonly LaunchField[] = ['replicas', 'web', 'idleSeconds']

export function listSections(kind: WorkloadKind): LaunchSectionId[] {
  return (Object.keys(SECTIONS) as LaunchSectionId[]).filter((id) => ONLY[id]?.includes(kind) ?? true)
}

/** The fields of a section that the kind has. */
export function listSectionFields(id: LaunchSectionId, kind: WorkloadKind): readonly LaunchField[] {
  const fields: readonly LaunchField[] = SECTIONS[id]
  return kind === 'service' ? fields : fields.filter((field) => !ONLY_OF_SERVICES.includes(field))
}

/** All fields that the kind has, in the order of the form. */
export function listFields(kind: WorkloadKind): LaunchField[] {
  const ofSections = listSections(kind).flatMap((id) => listSectionFields(id, kind))
  return ['name', 'cpu', 'memory', ...ofSections]
}

/** The field that a path of the form ("mounts.0.path") begins with; null for a path of something else. */
export function findField(path: string): LaunchField | null {
  const all: readonly LaunchField[] = ['name', 'cpu', 'memory', ...Object.values(SECTIONS).flat()]
  return all.find((field) => field === path.split('.')[0]) ?? null
}

/** The section that a path of the form ("mounts.0.path") lies in; null: above all sections. */
export function findSection(path: string): LaunchSectionId | null {
  const field = findField(path)
  const ids = Object.keys(SECTIONS) as LaunchSectionId[]
  return ids.find((id) => field !== null && (SECTIONS[id] as readonly LaunchField[]).includes(field)) ?? null
}
