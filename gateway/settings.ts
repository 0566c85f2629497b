import { z } from 'zod'

/** How the gateway reaches file servers: at their pods' own addresses, or through the API server. */
export const FILE_WAYS = ['service', 'port-forward'] as const

const origin = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, 'is not an address of the form https://name')
const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)

const schema = z.object({
  MOORAGE_FILES_URL: origin,
  MOORAGE_FILES_ACCESS: z.enum(FILE_WAYS, 'is neither service nor port-forward'),
  /** Null: the service account of the pod. */
  MOORAGE_KUBECONFIG: z.string().optional(),
  MOORAGE_KUBE_CONTEXT: z.string().optional(),
  MOORAGE_GATEWAY_PORT: port(3001),
  MOORAGE_METRICS_PORT: port(9464),
})

export interface GatewaySettings {
  /** As in the Host header, with the port where it is not the usual one. */
  filesHost: string
  way: (typeof FILE_WAYS)[number]
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
  return {
    filesHost: new URL(found.MOORAGE_FILES_URL).host,
    way: found.MOORAGE_FILES_ACCESS,
    kubeconfigPath: found.MOORAGE_KUBECONFIG ?? null,
    kubeContext: found.MOORAGE_KUBE_CONTEXT ?? null,
    port: found.MOORAGE_GATEWAY_PORT,
    metricsPort: found.MOORAGE_METRICS_PORT,
  }
}
