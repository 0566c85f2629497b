import { z } from 'zod'
import { DEFAULT_GPU_RESOURCES, isGpuResource } from './gpu-resources.ts'
import { quotaRolesSchema } from './quota-roles.ts'

// Whole or decimal, with a suffix, larger than zero; lib/kube/quantity.ts reads more forms, which a setting does not need.
const AMOUNT = /^(?=.*[1-9])\d{1,12}(\.\d{1,3})?(m|[kMGTP]|[KMGTP]i)?$/
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/
const SECRET_MIN_LENGTH = 32

const text = z.string().trim()
const optional = (schema: z.ZodType<string> = text) => schema.optional().transform((value) => value ?? null)
const amount = (fallback: string) => text.regex(AMOUNT, 'is not an amount such as 500m, 8 or 10Gi').default(fallback)
const name = (fallback: string) => text.regex(NAME, 'is not a Kubernetes name').default(fallback)
const isTrue = z
  .enum(['true', 'false'], 'is neither true nor false')
  .default('false')
  .transform((value) => value === 'true')
const isTrueByDefault = z
  .enum(['true', 'false'], 'is neither true nor false')
  .default('true')
  .transform((value) => value === 'true')
const list = text.default('').transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)
const gpuResources = list
  .refine((names) => names.every(isGpuResource), 'has to name GPUs, as in nvidia.com/gpu,nvidia.com/mig-1g.5gb')
  .transform((names) => (names.length > 0 ? names : DEFAULT_GPU_RESOURCES))
const whole = (limits: { fallback: number; min: number; max: number }) =>
  text
    .regex(/^\d{1,9}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= limits.min && value <= limits.max, `is not between ${limits.min} and ${limits.max}`)
    .default(limits.fallback)

/** Without a limit of its own the file server's answers would be cut off by Contour after 15 s. */
const DEFAULT_ANNOTATIONS = JSON.stringify({ 'projectcontour.io/response-timeout': 'infinity' })
const annotations = text.default(DEFAULT_ANNOTATIONS).transform((value, context) => {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(value))
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a JSON object whose values are strings' })
    return z.NEVER
  }
})

/** An address without path, query and slash at its end, as browsers write an origin. */
const origin = text.refine(
  (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value,
  'is not an address of the form https://name, without a path or a slash at its end',
)
const issuer = text.refine(
  (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  'is not an address of the form https://name',
)
/** An address that may have a path, without anything that would be lost when more is put behind it, or be logged. */
const base = text.refine((value) => {
  if (!URL.canParse(value)) return false
  const { protocol, username, password, search, hash } = new URL(value)
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === ''
}, 'is not an address of the form https://name or https://name/path, without user, password and query')
const host = text.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/, 'is not a host name')

/** Each setting by itself, as the environment gives it; what one means for another is in rules.ts. */
export const settingsSchema = z.object({
  MOORAGE_URL: origin,
  MOORAGE_FILES_URL: optional(origin),
  MOORAGE_APPS_DOMAIN: optional(host),
  MOORAGE_DEMO: isTrue,
  MOORAGE_NAMESPACE: name('moorage'),
  MOORAGE_KUBECONFIG: optional(),
  MOORAGE_KUBE_CONTEXT: optional(),

  MOORAGE_OIDC_ISSUER: issuer,
  MOORAGE_OIDC_CLIENT_ID: text,
  MOORAGE_OIDC_CLIENT_SECRET: text,
  MOORAGE_OIDC_SCOPES: text
    .default('openid profile email')
    .refine((value) => value.split(/\s+/).includes('openid'), 'has to contain openid'),
  MOORAGE_OIDC_USERNAME_CLAIM: text.default('preferred_username'),
  MOORAGE_OIDC_GROUPS_CLAIM: text.default('groups'),
  MOORAGE_ADMIN_GROUP: optional(),
  MOORAGE_SESSION_SECRET: text.min(SECRET_MIN_LENGTH, `is shorter than ${SECRET_MIN_LENGTH} characters`),

  MOORAGE_VOLUME_SIZE: amount('10Gi'),
  MOORAGE_STORAGE_CLASS: optional(text.regex(NAME, 'is not a Kubernetes name')),
  MOORAGE_STORAGE_CLASSES: list,
  MOORAGE_QUOTA_PODS: whole({ fallback: 10, min: 0, max: 100_000 }),
  MOORAGE_QUOTA_VOLUMES: whole({ fallback: 5, min: 1, max: 100_000 }),
  MOORAGE_QUOTA_STORAGE: amount('100Gi'),
  MOORAGE_QUOTA_CPU: amount('8'),
  MOORAGE_QUOTA_MEMORY: amount('16Gi'),
  MOORAGE_QUOTA_GPU: whole({ fallback: 0, min: 0, max: 100_000 }),
  MOORAGE_GPU_RESOURCES: gpuResources,
  MOORAGE_QUOTA_EPHEMERAL_STORAGE: amount('20Gi'),
  MOORAGE_QUOTA_ROLES: quotaRolesSchema,
  MOORAGE_POD_SECURITY: z.enum(['restricted', 'baseline'], 'is neither restricted nor baseline').default('restricted'),
  MOORAGE_INTERNET_EGRESS: isTrue,
  MOORAGE_USAGE_SOURCE: z
    .enum(['kubelet', 'prometheus', 'metrics', 'none'], 'is none of kubelet, prometheus, metrics, none')
    .default('kubelet'),
  MOORAGE_PROMETHEUS_URL: optional(base),
  MOORAGE_PROMETHEUS_TOKEN_FILE: optional(),
  MOORAGE_PROMETHEUS_CA_FILE: optional(),

  MOORAGE_PROBE_IMAGE: optional(),

  MOORAGE_SECRET_REVEAL: isTrueByDefault,
  MOORAGE_SHOW_KUBECTL: isTrueByDefault,

  MOORAGE_FILESERVER_IMAGE: optional(),
  MOORAGE_FILES_ACCESS: z
    .enum(['ingress', 'service', 'port-forward'], 'is none of ingress, service, port-forward')
    .default('ingress'),
  MOORAGE_FILES_INTERNAL_URL: optional(origin),
  MOORAGE_FILES_KEYS_FILE: optional(),
  MOORAGE_FILES_IDLE_SECONDS: whole({ fallback: 900, min: 10, max: 604_800 }),
  MOORAGE_FILES_INGRESS_CLASS: optional(text.regex(NAME, 'is not a Kubernetes name')),
  MOORAGE_FILES_INGRESS_ANNOTATIONS: annotations,
  MOORAGE_FILES_INGRESS_TLS_SECRET: optional(),
  MOORAGE_INGRESS_NAMESPACE: optional(text.regex(NAME, 'is not a Kubernetes name')),

  MOORAGE_WEB_PUBLIC: isTrue,
  MOORAGE_USER_NAMESPACES: isTrue,
  MOORAGE_GATEWAY_SECRET: optional(text.min(SECRET_MIN_LENGTH, `is shorter than ${SECRET_MIN_LENGTH} characters`)),
  MOORAGE_GATEWAY_INTERNAL_URL: optional(origin),

  MOORAGE_READ_TIMEOUT_SECONDS: whole({ fallback: 10, min: 1, max: 120 }),
  MOORAGE_WRITE_TIMEOUT_SECONDS: whole({ fallback: 30, min: 1, max: 300 }),
  MOORAGE_METRICS_PORT: whole({ fallback: 9464, min: 1, max: 65_535 }),
  MOORAGE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'is none of fatal, error, warn, info, debug, trace')
    .default('info'),
})

export type Settings = z.output<typeof settingsSchema>
