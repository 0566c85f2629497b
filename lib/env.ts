import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

/** The portal's settings, checked. Amounts stay Kubernetes quantities; `null` means: not set. */
export type Env = ReturnType<typeof toEnv>

type Source = Record<string, string | undefined>

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
const host = text.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/, 'is not a host name')

const settings = z.object({
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
  MOORAGE_QUOTA_EPHEMERAL_STORAGE: amount('20Gi'),
  MOORAGE_POD_SECURITY: z.enum(['restricted', 'baseline'], 'is neither restricted nor baseline').default('restricted'),
  MOORAGE_INTERNET_EGRESS: isTrue,
  MOORAGE_USAGE_SOURCE: z.enum(['kubelet', 'metrics', 'none'], 'is none of kubelet, metrics, none').default('kubelet'),

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

type Settings = z.output<typeof settings>

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(settings.shape)

/** Throws INVALID_INPUT with one sentence per problem in `details.problems`, all of them at once. */
export function parseEnv(source: Source): Env {
  // An empty value means the same as none: that is how YAML and shell scripts leave a setting out.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = settings.safeParse(given)
  if (!parsed.success) throw toEnvError(parsed.error.issues.map((issue) => describeIssue(issue, given)))
  const problems = listProductionProblems(parsed.data)
  if (problems.length > 0) throw toEnvError(problems)
  return toEnv(parsed.data)
}

let env: Env | undefined

/** The settings of this process; parsed at the first call, which throws when they cannot be used. */
export function getEnv(): Env {
  env ??= parseEnv(process.env)
  return env
}

/** What works, and should be known to whoever starts the portal. */
export function listEnvWarnings(given: Env, source: Source): string[] {
  const { portalUrl, filesUrl, appsDomain } = given
  const warnings = Object.keys(source)
    // Kubernetes itself adds MOORAGE_SERVICE_HOST and the like for a Service called "moorage"; tests have their own.
    .filter((setting) => setting.startsWith('MOORAGE_') && !/_SERVICE_|_PORT(_|$)|_TEST_|_CLUSTER_/.test(setting))
    .filter((setting) => !SETTING_NAMES.includes(setting))
    .map((setting) => `${setting} is not a setting of Moorage; .env.example lists them all.`)
  if (appsDomain !== null && (given.web.gatewaySecret === null || given.files.keysFile === null)) {
    warnings.push('MOORAGE_APPS_DOMAIN needs MOORAGE_GATEWAY_SECRET and MOORAGE_FILES_KEYS_FILE to be of any use.')
  }
  const parent = toParentDomain(new URL(portalUrl).hostname)
  const others = { MOORAGE_FILES_URL: filesUrl && new URL(filesUrl).hostname, MOORAGE_APPS_DOMAIN: appsDomain }
  for (const [setting, value] of Object.entries(others)) {
    if (!value || !isUnderOneDomain(portalUrl, value)) continue
    warnings.push(`${setting} lies under ${parent} like the portal, so what people run there can set cookies for it.`)
  }
  return warnings
}

/** Whether pages under a host (with or without a port) can set cookies that the portal gets too. */
export function isUnderOneDomain(portalUrl: string, other: string): boolean {
  return toParentDomain(new URL(portalUrl).hostname) === toParentDomain(other.replace(/:.*/, ''))
}

/** The last two labels: not exact for names such as co.uk, which this takes for one too often and never too seldom. */
function toParentDomain(hostname: string): string {
  return hostname.split('.').slice(-2).join('.')
}

function toEnv(given: Settings) {
  return {
    /** Origins: without a slash at their end. */
    portalUrl: given.MOORAGE_URL,
    filesUrl: given.MOORAGE_FILES_URL,
    appsDomain: given.MOORAGE_APPS_DOMAIN,
    isDemo: given.MOORAGE_DEMO,
    /** Moorage's own namespace. */
    namespace: given.MOORAGE_NAMESPACE,
    /** Null: the service account of the cluster that the portal runs in. */
    kubeconfigPath: given.MOORAGE_KUBECONFIG,
    kubeContext: given.MOORAGE_KUBE_CONTEXT,
    oidc: {
      issuer: given.MOORAGE_OIDC_ISSUER,
      clientId: given.MOORAGE_OIDC_CLIENT_ID,
      clientSecret: given.MOORAGE_OIDC_CLIENT_SECRET,
      scopes: given.MOORAGE_OIDC_SCOPES,
      usernameClaim: given.MOORAGE_OIDC_USERNAME_CLAIM,
      groupsClaim: given.MOORAGE_OIDC_GROUPS_CLAIM,
      adminGroup: given.MOORAGE_ADMIN_GROUP,
    },
    sessionSecret: given.MOORAGE_SESSION_SECRET,
    volumeSize: given.MOORAGE_VOLUME_SIZE,
    /** Null: the cluster's default class. */
    storageClass: given.MOORAGE_STORAGE_CLASS,
    /** The classes that are offered; empty: all. */
    storageClasses: given.MOORAGE_STORAGE_CLASSES,
    quota: {
      pods: given.MOORAGE_QUOTA_PODS,
      volumes: given.MOORAGE_QUOTA_VOLUMES,
      storage: given.MOORAGE_QUOTA_STORAGE,
      cpu: given.MOORAGE_QUOTA_CPU,
      memory: given.MOORAGE_QUOTA_MEMORY,
      gpu: given.MOORAGE_QUOTA_GPU,
      ephemeralStorage: given.MOORAGE_QUOTA_EPHEMERAL_STORAGE,
    },
    podSecurity: given.MOORAGE_POD_SECURITY,
    hasInternetEgress: given.MOORAGE_INTERNET_EGRESS,
    usageSource: given.MOORAGE_USAGE_SOURCE,
    probeImage: given.MOORAGE_PROBE_IMAGE ?? null,
    /** Whether the pages show the value of a secret to those who may use it. */
    isSecretRevealOn: given.MOORAGE_SECRET_REVEAL,
    /** Whether the form for a launch has the lines for kubectl. */
    isKubectlShown: given.MOORAGE_SHOW_KUBECTL,
    /** Where the ingress controller runs; null when none leads into spaces. */
    ingressNamespace: given.MOORAGE_INGRESS_NAMESPACE,
    files: {
      /** Null: there are no file servers. */
      image: given.MOORAGE_FILESERVER_IMAGE,
      access: given.MOORAGE_FILES_ACCESS,
      /** Where the portal's own pods reach the files origin; null: under its public address. */
      internalUrl: given.MOORAGE_FILES_INTERNAL_URL,
      keysFile: given.MOORAGE_FILES_KEYS_FILE,
      idleSeconds: given.MOORAGE_FILES_IDLE_SECONDS,
      ingressClass: given.MOORAGE_FILES_INGRESS_CLASS,
      ingressAnnotations: given.MOORAGE_FILES_INGRESS_ANNOTATIONS,
      ingressTlsSecret: given.MOORAGE_FILES_INGRESS_TLS_SECRET,
    },
    web: {
      /** Workloads may have web addresses that anybody opens. */
      isPublicAllowed: given.MOORAGE_WEB_PUBLIC,
      /** What the portal and the gateway know each other by; null: there are no web addresses and no terminals. */
      gatewaySecret: given.MOORAGE_GATEWAY_SECRET,
      /** Where the gateway answers the portal alone; null: nobody looks into pods. */
      gatewayInternalUrl: given.MOORAGE_GATEWAY_INTERNAL_URL,
    },
    /** The nodes can give a pod users of its own. */
    hasUserNamespaces: given.MOORAGE_USER_NAMESPACES,
    readTimeoutMs: given.MOORAGE_READ_TIMEOUT_SECONDS * 1000,
    writeTimeoutMs: given.MOORAGE_WRITE_TIMEOUT_SECONDS * 1000,
    metricsPort: given.MOORAGE_METRICS_PORT,
    logLevel: given.MOORAGE_LOG_LEVEL,
  }
}

function toEnvError(problems: string[]): AppError {
  return new AppError(
    'INVALID_INPUT',
    `The settings cannot be used:\n${problems.map((line) => `- ${line}`).join('\n')}`,
    {
      details: { problems },
    },
  )
}

// The value itself is not repeated: it may be a secret.
function describeIssue(issue: z.core.$ZodIssue, given: Source): string {
  const setting = String(issue.path[0])
  const value = given[setting]
  if (value === undefined) return `${setting} is not set; .env.example says what it is for.`
  if (value.startsWith('tcp://')) {
    return `${setting} was set by Kubernetes for a Service of that name; set enableServiceLinks: false in the pod.`
  }
  return `${setting} ${issue.message}.`
}

/** What makes a portal unsafe. The demo may do without it, but only under names that never leave the machine. */
function listProductionProblems(given: Settings): string[] {
  const problems: string[] = []
  for (const setting of ['MOORAGE_URL', 'MOORAGE_OIDC_ISSUER', 'MOORAGE_FILES_URL'] as const) {
    const value = given[setting]
    if (!value?.startsWith('http:')) continue
    if (!given.MOORAGE_DEMO) problems.push(`${setting} has to begin with https; only the demo runs without it.`)
    else if (!isLocalhost(value)) {
      problems.push(`${setting} may begin with http only for localhost and names that end in .localhost.`)
    }
  }
  if (given.MOORAGE_FILES_URL && new URL(given.MOORAGE_FILES_URL).host === new URL(given.MOORAGE_URL).host) {
    problems.push('MOORAGE_FILES_URL has to have another host than MOORAGE_URL: files of people are shown there.')
  }
  if (given.MOORAGE_DEMO) return problems
  if (!given.MOORAGE_FILES_URL) problems.push('MOORAGE_FILES_URL is not set; only the demo runs without it.')
  for (const setting of ['MOORAGE_SESSION_SECRET', 'MOORAGE_OIDC_CLIENT_SECRET', 'MOORAGE_GATEWAY_SECRET'] as const) {
    if (/demo|example|changeme|change-me/i.test(given[setting] ?? '')) {
      problems.push(`${setting} is the one of a demo or an example; make one with: openssl rand -base64 48`)
    }
  }
  return problems
}

function isLocalhost(address: string): boolean {
  return /(^|\.)localhost$/.test(new URL(address).hostname)
}
