import { z } from 'zod'
import { isGpuResource } from '#lib/env/gpu-resources.ts'
import { spaceIdSchema } from '#lib/auth/space-id.ts'
import {
  cpuSchema,
  dataKeySchema,
  environmentNameSchema,
  imageSchema,
  memorySchema,
  mountPathSchema,
  objectNameSchema,
  portSchema,
  secondsSchema,
  subPathSchema,
  timeZoneSchema,
  workloadNameSchema,
} from './schema-fields.ts'
import { listNextTimes, parseSchedule } from './schema-schedule.ts'

const DAY_SECONDS = 86_400
const MAX_TEXT = 32_768

const line = z.string().max(MAX_TEXT, 'workloads.textTooLong')
const words = z.array(line).max(100, 'workloads.tooManyWords').default([])

const environmentSchema = z.discriminatedUnion('source', [
  /** `isSecret`: kept in a Secret made for this workload, and never shown again; `isKept`: as it is there already. */
  z.object({
    source: z.literal('value'),
    name: environmentNameSchema,
    value: line,
    isSecret: z.boolean().default(false),
    isKept: z.boolean().default(false),
  }),
  z.object({
    source: z.literal('config-map'),
    name: environmentNameSchema,
    object: objectNameSchema,
    key: dataKeySchema,
  }),
  z.object({ source: z.literal('secret'), name: environmentNameSchema, object: objectNameSchema, key: dataKeySchema }),
])

const environmentSetSchema = z.object({ source: z.enum(['config-map', 'secret']), object: objectNameSchema })

const mountSchema = z.discriminatedUnion('source', [
  z.object({
    source: z.literal('volume'),
    object: objectNameSchema,
    path: mountPathSchema,
    subPath: subPathSchema.default(''),
    isReadOnly: z.boolean().default(false),
  }),
  z.object({ source: z.literal('config-map'), object: objectNameSchema, path: mountPathSchema }),
  z.object({ source: z.literal('secret'), object: objectNameSchema, path: mountPathSchema }),
  /** Empty at the start of each pod, and gone with it. */
  z.object({ source: z.literal('scratch'), path: mountPathSchema, size: memorySchema }),
])

const portsSchema = z
  .array(
    z.object({
      name: z
        .string()
        .trim()
        .regex(/^(?=.*[a-z])[a-z0-9](?!.*--)([-a-z0-9]{0,13}[a-z0-9])?$/, 'workloads.portNameInvalid'),
      port: portSchema,
    }),
  )
  .max(20, 'workloads.tooManyPorts')
  .default([])

const webSchema = z.object({ port: portSchema, visibility: z.enum(['private', 'public']).default('private') })

const probeSchema = z.discriminatedUnion('check', [
  /** By the first port when there is one: something has to answer there before anybody is sent to it. */
  z.object({ check: z.literal('auto') }),
  z.object({ check: z.literal('none') }),
  z.object({
    check: z.literal('tcp'),
    port: portSchema,
    startSeconds: secondsSchema({ min: 1, max: 3600 }, 'workloads.secondsInvalid').default(300),
  }),
  z.object({
    check: z.literal('http'),
    port: portSchema,
    path: z
      .string()
      .trim()
      .regex(/^\/[\x21-\x7e]*$/, 'workloads.probePathInvalid')
      .max(1024, 'workloads.probePathInvalid'),
    startSeconds: secondsSchema({ min: 1, max: 3600 }, 'workloads.secondsInvalid').default(300),
    /** It is restarted when it stops answering. */
    isRestarting: z.boolean().default(false),
  }),
])

const base = {
  space: spaceIdSchema,
  name: workloadNameSchema,
  /** Made once per filled-in form: sending it twice makes one workload. */
  launchId: z.uuid(),
  /** The name of the template; null: from scratch. */
  template: z.string().max(253).nullable().default(null),
  image: imageSchema,
  command: words,
  args: words,
  /** The limit of one pod. */
  cpu: cpuSchema,
  /** The limit of one pod, and set aside for it. */
  memory: memorySchema,
  gpus: z.int('workloads.gpusInvalid').min(0, 'workloads.gpusInvalid').max(64, 'workloads.gpusInvalid').default(0),
  /** What kind of GPU, as nodes call it. */
  gpuResource: z.string().refine(isGpuResource, 'workloads.gpusInvalid').default('nvidia.com/gpu'),
  environment: z.array(environmentSchema).max(200, 'workloads.tooManyVariables').default([]),
  environmentSets: z.array(environmentSetSchema).max(20, 'workloads.tooManyVariables').default([]),
  mounts: z.array(mountSchema).max(30, 'workloads.tooManyMounts').default([]),
  /** Small files that are made for this workload and lie in /config. */
  files: z
    .array(z.object({ name: dataKeySchema, text: z.string().max(262_144, 'workloads.textTooLong') }))
    .max(30, 'workloads.tooManyFiles')
    .default([]),
  ports: portsSchema,
  web: webSchema.nullable().default(null),
  probe: probeSchema.default({ check: 'auto' }),
  /** Null: fetched once for a fixed tag, and each time for a moving one. */
  pullPolicy: z.enum(['IfNotPresent', 'Always', 'Never'], 'workloads.pullPolicyInvalid').nullable().default(null),
  pullSecrets: z.array(objectNameSchema).max(10, 'workloads.tooManyPullSecrets').default([]),
  /** Null: the one that the image names. */
  userId: z
    .int('workloads.userInvalid')
    .min(0, 'workloads.userInvalid')
    .max(2_147_483_647, 'workloads.userInvalid')
    .nullable()
    .default(1000),
  /** Its users are nobody on the machine, not even root. */
  hasOwnUsers: z.boolean().default(false),
}

const retries = z
  .int('workloads.retriesInvalid')
  .min(0, 'workloads.retriesInvalid')
  .max(20, 'workloads.retriesInvalid')
  .default(3)
/** Null: as long as it takes. */
const timeLimitSeconds = secondsSchema({ min: 10, max: 30 * DAY_SECONDS }, 'workloads.timeLimitInvalid')
  .nullable()
  .default(null)
/** How long a finished job stays to be looked at. */
const ttlSeconds = secondsSchema({ min: 0, max: 30 * DAY_SECONDS }, 'workloads.ttlInvalid').default(DAY_SECONDS)

const serviceSchema = z.object({
  ...base,
  kind: z.literal('service'),
  replicas: z
    .int('workloads.replicasInvalid')
    .min(0, 'workloads.replicasInvalid')
    .max(50, 'workloads.replicasInvalid')
    .default(1),
  /** Stopped after that long without anybody using it; null: never. */
  idleSeconds: secondsSchema({ min: 600, max: 30 * DAY_SECONDS }, 'workloads.idleInvalid')
    .nullable()
    .default(null),
})

const jobSchema = z.object({ ...base, kind: z.literal('job'), retries, timeLimitSeconds, ttlSeconds })

const scheduledJobSchema = z.object({
  ...base,
  kind: z.literal('scheduled-job'),
  retries,
  timeLimitSeconds,
  ttlSeconds,
  schedule: z
    .string()
    .trim()
    .min(1, 'workloads.scheduleMissing')
    .max(200, 'workloads.scheduleInvalid')
    .refine((text) => parseSchedule(text) !== null, { message: 'workloads.scheduleInvalid', abort: true })
    .refine((text) => {
      const schedule = parseSchedule(text)
      return !schedule || listNextTimes({ schedule, timeZone: 'UTC', afterMs: Date.now(), count: 1 }).length > 0
    }, 'workloads.scheduleNever'),
  timeZone: timeZoneSchema.default('UTC'),
  isSuspended: z.boolean().default(false),
})

type Base = z.output<z.ZodObject<typeof base>>

/** What holds between several fields. */
function checkTogether({ value, issues }: z.core.ParsePayload<Base>): void {
  const complain = (path: (string | number)[], message: string) =>
    issues.push({ code: 'custom', path, message, input: value })
  const { environment, mounts, files, ports, web, probe } = value
  for (const at of findRepeats(environment.map(({ name }) => name)))
    complain(['environment', at, 'name'], 'workloads.variableTwice')
  for (const at of findRepeats(ports.map(({ name }) => name)))
    complain(['ports', at, 'name'], 'workloads.portNameTwice')
  for (const at of findRepeats(ports.map(({ port }) => port))) complain(['ports', at, 'port'], 'workloads.portTwice')
  for (const at of findRepeats(files.map(({ name }) => name))) complain(['files', at, 'name'], 'workloads.fileTwice')
  const paths = mounts.map(({ path }) => path)
  for (const at of findRepeats(paths)) complain(['mounts', at, 'path'], 'workloads.pathTwice')
  const config = files.length > 0 ? paths.indexOf(CONFIG_PATH) : -1
  if (config >= 0) complain(['mounts', config, 'path'], 'workloads.pathOfFiles')
  if (web && !ports.some(({ port }) => port === web.port)) complain(['web', 'port'], 'workloads.portUnknown')
  if ('port' in probe && !ports.some(({ port }) => port === probe.port))
    complain(['probe', 'port'], 'workloads.portUnknown')
}

/** Where the small files lie. */
export const CONFIG_PATH = '/config'

function findRepeats(values: readonly (string | number)[]): number[] {
  return values.flatMap((value, at) => (values.indexOf(value) < at ? [at] : []))
}

export const launchSchema = z
  .discriminatedUnion('kind', [serviceSchema, jobSchema, scheduledJobSchema])
  .check((payload) => checkTogether(payload))

export type LaunchInput = z.output<typeof launchSchema>
/** As the form holds it: amounts are texts. */
export type LaunchFields = z.input<typeof launchSchema>
export type EnvironmentInput = LaunchInput['environment'][number]
export type MountInput = LaunchInput['mounts'][number]
