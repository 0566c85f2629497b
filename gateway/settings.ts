import { z } from 'zod'
import { publicKeysSchema } from '#lib/files/protocol/tokens.ts'
import type { PublicKeys } from '#lib/files/protocol/tokens.ts'

/** How the gateway reaches pods: at their own addresses, or through the API server. */
const WAYS = ['service', 'port-forward'] as const

const origin = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, 'is not an address of the form https://name')
const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)
const keys = z.string().transform((text, context): PublicKeys => {
  try {
    return publicKeysSchema.parse(JSON.parse(text))
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a list of public keys' })
    return z.NEVER
  }
})

const schema = z.object({
  MOORAGE_URL: origin.optional(),
  /** Where the portal is reached from here. */
  MOORAGE_PORTAL_INTERNAL_URL: origin.optional(),
  MOORAGE_NAMESPACE: z.string().default('moorage'),
  MOORAGE_FILES_URL: origin.optional(),
  MOORAGE_FILES_ACCESS: z.enum(WAYS, 'is neither service nor port-forward').default('service'),
  MOORAGE_APPS_DOMAIN: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/, 'is not a host name')
    .optional(),
  MOORAGE_GATEWAY_SECRET: z.string().min(32, 'is shorter than 32 characters').optional(),
  /** What the portal's tickets are checked with. */
  MOORAGE_TICKET_KEYS: keys.optional(),
  /** This replica's own, from the downward API; terminals come back to it. */
  MOORAGE_POD_NAME: z.string().default('gateway'),
  MOORAGE_POD_IP: z.string().default('127.0.0.1'),
  /** Null: the service account of the pod. */
  MOORAGE_KUBECONFIG: z.string().optional(),
  MOORAGE_KUBE_CONTEXT: z.string().optional(),
  MOORAGE_GATEWAY_PORT: port(3001),
  /** For the portal's own questions; no Ingress may lead to it. */
  MOORAGE_GATEWAY_INTERNAL_PORT: port(3002),
  MOORAGE_METRICS_PORT: port(9464),
})

/** What web addresses and terminals need. */
export interface AppsSettings {
  portalUrl: string
  portalInternalUrl: string
  namespace: string
  /** With the port where it is not the usual one. */
  domain: string
  secret: string
  ticketKeys: PublicKeys
  replica: { name: string; address: string }
  internalPort: number
}

export interface GatewaySettings {
  /** As in the Host header, with the port where it is not the usual one; null: file servers are reached without it. */
  filesHost: string | null
  way: (typeof WAYS)[number]
  apps: AppsSettings | null
  kubeconfigPath: string | null
  kubeContext: string | null
  port: number
  metricsPort: number
}

export class SettingsError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Throws a SettingsError with all that is wrong. */
export function parseGatewaySettings(source: Record<string, string | undefined>): GatewaySettings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    throw new SettingsError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`))
  }
  const found = parsed.data
  if (found.MOORAGE_FILES_URL === undefined && found.MOORAGE_APPS_DOMAIN === undefined) {
    throw new SettingsError(['MOORAGE_FILES_URL and MOORAGE_APPS_DOMAIN are both not set: there is nothing to do.'])
  }
  return {
    filesHost: found.MOORAGE_FILES_URL === undefined ? null : new URL(found.MOORAGE_FILES_URL).host,
    way: found.MOORAGE_FILES_ACCESS,
    apps: toApps(found),
    kubeconfigPath: found.MOORAGE_KUBECONFIG ?? null,
    kubeContext: found.MOORAGE_KUBE_CONTEXT ?? null,
    port: found.MOORAGE_GATEWAY_PORT,
    metricsPort: found.MOORAGE_METRICS_PORT,
  }
}

function toApps(found: z.output<typeof schema>): AppsSettings | null {
  if (found.MOORAGE_APPS_DOMAIN === undefined) return null
  const needed = ['MOORAGE_URL', 'MOORAGE_GATEWAY_SECRET', 'MOORAGE_TICKET_KEYS'] as const
  const missing = needed.filter((name) => found[name] === undefined)
  if (missing.length > 0) throw new SettingsError(missing.map((name) => `${name} is not set.`))
  const portalUrl = found.MOORAGE_URL ?? ''
  return {
    portalUrl,
    portalInternalUrl: found.MOORAGE_PORTAL_INTERNAL_URL ?? portalUrl,
    namespace: found.MOORAGE_NAMESPACE,
    domain: found.MOORAGE_APPS_DOMAIN,
    secret: found.MOORAGE_GATEWAY_SECRET ?? '',
    ticketKeys: found.MOORAGE_TICKET_KEYS ?? [],
    replica: { name: found.MOORAGE_POD_NAME, address: `${found.MOORAGE_POD_IP}:${found.MOORAGE_GATEWAY_PORT}` },
    internalPort: found.MOORAGE_GATEWAY_INTERNAL_PORT,
  }
}
