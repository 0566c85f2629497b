import type { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { listProductionProblems } from './env/rules.ts'
import { settingsSchema, type Settings } from './env/settings.ts'

/** The portal's settings, checked. Amounts stay Kubernetes quantities; `null` means: not set. */
export type Env = ReturnType<typeof toEnv>

type Source = Record<string, string | undefined>

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(settingsSchema.shape)

/** Throws INVALID_INPUT with one sentence per problem in `details.problems`, all of them at once. */
export function parseEnv(source: Source): Env {
  // An empty value means the same as none: that is how YAML and shell scripts leave a setting out.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = settingsSchema.safeParse(given)
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
    /** Which resources of nodes are GPUs: each has a line of its own in the quota of a space, with the number above. */
    gpuResources: given.MOORAGE_GPU_RESOURCES,
    /** What groups of the identity provider have instead; the most important first. */
    quotaRoles: given.MOORAGE_QUOTA_ROLES,
    podSecurity: given.MOORAGE_POD_SECURITY,
    hasInternetEgress: given.MOORAGE_INTERNET_EGRESS,
    usageSource: given.MOORAGE_USAGE_SOURCE,
    /** Null but for the source of that name. */
    prometheus: toPrometheus(given),
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

function toPrometheus(given: Settings) {
  const { MOORAGE_USAGE_SOURCE: source, MOORAGE_PROMETHEUS_URL: url } = given
  if (source !== 'prometheus' || url === null) return null
  return { url, tokenFile: given.MOORAGE_PROMETHEUS_TOKEN_FILE, caFile: given.MOORAGE_PROMETHEUS_CA_FILE }
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
