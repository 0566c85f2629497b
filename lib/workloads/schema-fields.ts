import { z } from 'zod'
import { parseQuantity } from '#lib/kube/quantity.ts'
import { parseMillis } from '#lib/quota/objects-amounts.ts'
import { isTimeZone } from './schema-schedule.ts'

/** In the name of a CronJob 52 characters fit, in the first part of a web address that many as well. */
const MAX_NAME = 50
const MIB = 1024 * 1024
/** Less is not enough for a container to be set up at all. */
const MIN_MEMORY_BYTES = 6 * MIB
const MAX_CPU_MILLICORES = 1_000_000

/** One problem of a field is enough to be told of. */
const stop = (message: string) => ({ message, abort: true })

/** Names of workloads become labels, host names and parts of other names. */
export const workloadNameSchema = z
  .string()
  .trim()
  .min(1, stop('workloads.nameMissing'))
  .max(MAX_NAME, stop('workloads.nameTooLong'))
  .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, stop('workloads.nameInvalid'))
  .refine((value) => !value.startsWith('moorage-'), 'workloads.nameReserved')

/** A ConfigMap, Secret or claim that is there already; Moorage's own may not be taken by name. */
export const objectNameSchema = z
  .string()
  .trim()
  .min(1, stop('workloads.referenceMissing'))
  .max(253, stop('workloads.referenceInvalid'))
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, stop('workloads.referenceInvalid'))
  .refine((value) => !value.startsWith('moorage-'), 'workloads.referenceReserved')

/** https://kubernetes.io/docs/concepts/configuration/configmap/ */
export const dataKeySchema = z
  .string()
  .trim()
  .max(253, stop('workloads.keyInvalid'))
  .regex(/^[-._a-zA-Z0-9]+$/, stop('workloads.keyInvalid'))
  .refine((value) => !value.startsWith('..') && value !== '.', 'workloads.keyInvalid')

// https://pkg.go.dev/github.com/distribution/reference#pkg-overview
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const DOMAIN =
  '(?:[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)*(?::\\d{1,5})?'
const IMAGE = new RegExp(
  `^(?:(${DOMAIN})/)?(${COMPONENT}(?:/${COMPONENT})*)(?::([A-Za-z0-9_][-.A-Za-z0-9_]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`,
)

export interface ImageReference {
  /** Null: the one that the container runtime takes when none is named. */
  registry: string | null
  repository: string
  tag: string | null
  digest: string | null
}

/** Null for what is no image's name. */
export function parseImage(text: string): ImageReference | null {
  const match = text.length <= 512 ? IMAGE.exec(text) : null
  if (!match) return null
  const [, first, rest = '', tag = null, digest = null] = match
  // The first part is a registry only when it looks like a host: "library/nginx" names none.
  const isRegistry = first !== undefined && (/[.:]/.test(first) || first === 'localhost')
  if (first !== undefined && !isRegistry && /[A-Z]/.test(first)) return null
  const repository = first === undefined || isRegistry ? rest : `${first}/${rest}`
  return { registry: isRegistry ? first : null, repository, tag, digest }
}

export const imageSchema = z
  .string()
  .trim()
  .min(1, stop('workloads.imageMissing'))
  .refine((value) => parseImage(value) !== null, 'workloads.imageInvalid')

/** "0.5" and "500m" are 500. */
export const cpuSchema = z
  .string()
  .trim()
  .transform((text, context) => toAmount({ text, parse: parseMillis, message: 'workloads.cpuInvalid' }, context))
  .refine((millicores) => millicores >= 1, 'workloads.cpuTooSmall')
  .refine((millicores) => millicores <= MAX_CPU_MILLICORES, 'workloads.cpuTooLarge')

export const memorySchema = z
  .string()
  .trim()
  .transform((text, context) => toAmount({ text, parse: parseQuantity, message: 'workloads.memoryInvalid' }, context))
  .refine((bytes) => bytes >= MIN_MEMORY_BYTES, 'workloads.memoryTooSmall')

function toAmount(
  { text, parse, message }: { text: string; parse: (text: string) => bigint; message: string },
  context: z.RefinementCtx<string>,
): number {
  try {
    const amount = parse(text)
    if (amount <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(amount)
  } catch {
    // Said below, as for what is too large.
  }
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}

/** https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/ */
export const environmentNameSchema = z
  .string()
  .trim()
  .min(1, stop('workloads.variableMissing'))
  .max(253, stop('workloads.variableInvalid'))
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, stop('workloads.variableInvalid'))

const hasControlCharacter = (value: string) => /\p{Cc}/u.test(value)
const SYSTEM_PATHS = ['/proc', '/sys', '/dev', '/var/run/secrets', '/run/secrets']

export const mountPathSchema = z
  .string()
  .trim()
  .min(1, stop('workloads.pathMissing'))
  .max(1024, stop('workloads.pathInvalid'))
  .regex(/^\/[^:\\]+$/, stop('workloads.pathInvalid'))
  .transform((path) => path.replace(/\/+$/, ''))
  .refine(
    (path) =>
      path !== '' &&
      !path
        .split('/')
        .slice(1)
        .some((part) => ['', '.', '..'].includes(part)) &&
      !hasControlCharacter(path),
    'workloads.pathInvalid',
  )
  .refine(
    (path) => !SYSTEM_PATHS.some((taken) => path === taken || path.startsWith(`${taken}/`)),
    'workloads.pathReserved',
  )

/** A path inside a volume; empty: all of it. */
export const subPathSchema = z
  .string()
  .trim()
  .max(1024, stop('workloads.pathInvalid'))
  .refine(
    (path) => path === '' || (!path.startsWith('/') && !path.split('/').includes('..') && !hasControlCharacter(path)),
    'workloads.subPathInvalid',
  )

export const portSchema = z
  .int('workloads.portInvalid')
  .min(1, stop('workloads.portInvalid'))
  .max(65_535, 'workloads.portInvalid')

export const timeZoneSchema = z
  .string()
  .trim()
  .max(64, stop('workloads.timeZoneUnknown'))
  .refine(isTimeZone, 'workloads.timeZoneUnknown')

/** Seconds within limits; everything else is one sentence. */
export const secondsSchema = (limits: { min: number; max: number }, message: string) =>
  z.int(message).min(limits.min, message).max(limits.max, message)
