import type { SpaceId } from '#lib/auth/space-id.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import type { WorkloadKind } from '#lib/workloads/schema.ts'
import { formatWords, parseWords } from './words.ts'

export interface VariableValues {
  source: 'value' | 'config-map' | 'secret'
  name: string
  value: string
  /** Instead of `value` for a secret one, so that a draft can leave it out. */
  secretValue: string
  isSecret: boolean
  /** A secret value that is there already and stays. */
  isKept: boolean
  object: string
  key: string
}

export interface MountValues {
  source: 'volume' | 'config-map' | 'secret' | 'scratch'
  object: string
  path: string
  subPath: string
  isReadOnly: boolean
  size: string
}

export interface ProbeValues {
  check: 'auto' | 'none' | 'tcp' | 'http'
  port: number | null
  path: string
  startSeconds: number | null
  isRestarting: boolean
}

/** What the form holds: the fields of all kinds at once, so that nothing is lost between them. */
export interface LaunchValues {
  kind: WorkloadKind
  template: string | null
  name: string
  image: string
  command: string
  args: string
  cpu: string
  memory: string
  gpus: number | null
  gpuResource: string
  replicas: number | null
  environment: VariableValues[]
  environmentSets: { source: 'config-map' | 'secret'; object: string }[]
  mounts: MountValues[]
  files: { name: string; text: string }[]
  ports: { name: string; port: number | null }[]
  web: { port: number | null; visibility: 'private' | 'public' } | null
  probe: ProbeValues
  schedule: string
  timeZone: string
  isSuspended: boolean
  retries: number | null
  timeLimitSeconds: number | null
  ttlSeconds: number | null
  idleSeconds: number | null
  pullPolicy: 'IfNotPresent' | 'Always' | 'Never' | null
  pullSecrets: string[]
  userId: number | null
  hasOwnUsers: boolean
}

type ServiceFields = Extract<LaunchFields, { kind: 'service' }>
type ScheduledFields = Extract<LaunchFields, { kind: 'scheduled-job' }>
type AnyFields = { kind?: WorkloadKind } & Partial<Omit<ServiceFields, 'kind'> & Omit<ScheduledFields, 'kind'>>

const DAY_SECONDS = 86_400

export const NEW_VARIABLE: VariableValues = {
  source: 'value',
  name: '',
  value: '',
  secretValue: '',
  isSecret: false,
  isKept: false,
  object: '',
  key: '',
}
export const NEW_MOUNT: MountValues = {
  source: 'volume',
  object: '',
  path: '',
  subPath: '',
  isReadOnly: false,
  size: '1Gi',
}
const START_SECONDS = 300
const NEW_PROBE: ProbeValues = {
  check: 'auto',
  port: null,
  path: '/',
  startSeconds: START_SECONDS,
  isRestarting: false,
}

/** The form for these fields; what they leave out is as the schema would have it. */
export function toLaunchValues(fields: Partial<LaunchFields>): LaunchValues {
  const given = fields as AnyFields
  return {
    kind: given.kind ?? 'service',
    template: given.template ?? null,
    name: given.name ?? '',
    image: given.image ?? '',
    command: formatWords(given.command ?? []),
    args: formatWords(given.args ?? []),
    cpu: given.cpu ?? '',
    memory: given.memory ?? '',
    gpus: given.gpus ?? 0,
    gpuResource: given.gpuResource ?? 'nvidia.com/gpu',
    replicas: given.replicas ?? 1,
    environment: (given.environment ?? []).map((variable) => toVariableValues(variable)),
    environmentSets: given.environmentSets ?? [],
    mounts: (given.mounts ?? []).map((mount) => ({ ...NEW_MOUNT, ...mount })),
    files: given.files ?? [],
    ports: given.ports ?? [],
    web: given.web ? { visibility: 'private', ...given.web } : null,
    probe: { ...NEW_PROBE, ...given.probe },
    schedule: given.schedule ?? '',
    timeZone: given.timeZone ?? 'UTC',
    isSuspended: given.isSuspended ?? false,
    retries: given.retries ?? 3,
    timeLimitSeconds: given.timeLimitSeconds ?? null,
    ttlSeconds: given.ttlSeconds ?? DAY_SECONDS,
    idleSeconds: given.idleSeconds ?? null,
    pullPolicy: given.pullPolicy ?? null,
    pullSecrets: given.pullSecrets ?? [],
    userId: given.userId === undefined ? 1000 : given.userId,
    hasOwnUsers: given.hasOwnUsers ?? false,
  }
}

function toVariableValues(variable: NonNullable<AnyFields['environment']>[number]): VariableValues {
  if (variable.source !== 'value' || !variable.isSecret) return { ...NEW_VARIABLE, ...variable }
  return { ...NEW_VARIABLE, ...variable, value: '', secretValue: variable.value }
}

/** What is sent. Rows keep their places, because errors name them by number; numbers may be missing, which the schema says. */
export function toLaunchFields(values: LaunchValues, place: { space: SpaceId; launchId: string }): LaunchFields {
  const { kind, replicas, idleSeconds, retries, timeLimitSeconds, ttlSeconds, schedule, timeZone, isSuspended } = values
  const { command, args, environment, mounts, probe, ...shared } = values
  const base = {
    ...place,
    ...pick(shared, [
      'name',
      'template',
      'image',
      'cpu',
      'memory',
      'gpus',
      'gpuResource',
      'environmentSets',
      'files',
      'ports',
      'web',
    ]),
    ...pick(shared, ['pullPolicy', 'pullSecrets', 'userId', 'hasOwnUsers']),
    command: parseWords(command).words,
    args: parseWords(args).words,
    environment: environment.map((variable) => toVariable(variable)),
    mounts: mounts.map((mount) => toMount(mount)),
    probe: toProbe(probe),
  }
  const job = { retries, timeLimitSeconds, ttlSeconds }
  const ofKind = {
    service: { kind, replicas, idleSeconds },
    job: { kind, ...job },
    'scheduled-job': { kind, ...job, schedule, timeZone, isSuspended },
  }
  return { ...base, ...ofKind[kind] } as LaunchFields
}

function pick<T, Key extends keyof T>(from: T, keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, Key>
}

function toVariable({ source, name, object, key, isSecret, isKept, value, secretValue }: VariableValues) {
  if (source !== 'value') return { source, name, object, key }
  // A draft comes back without secret values.
  return { source, name, value: isSecret ? (secretValue ?? '') : value, isSecret, isKept }
}

function toMount({ source, object, path, subPath, isReadOnly, size }: MountValues) {
  if (source === 'scratch') return { source, path, size }
  return source === 'volume' ? { source, object, path, subPath, isReadOnly } : { source, object, path }
}

function toProbe({ check, port, path, startSeconds, isRestarting }: ProbeValues) {
  if (check === 'auto' || check === 'none') return { check }
  return check === 'tcp' ? { check, port, startSeconds } : { check, port, path, startSeconds, isRestarting }
}
