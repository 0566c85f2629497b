/** A place that traffic comes from or goes to, in the words of network policies. */
export interface Peer {
  namespace: string
  /** Left out: all pods of the namespace. */
  podLabels?: Record<string, string>
}

/** Addresses of machines, as network policies name them: nobody can select the API server by labels. */
export interface Machines {
  addresses: readonly string[]
  port: number
}

/** What differs between installations. */
export interface PortalSettings {
  /** Where there are several. */
  name?: string
  image: string
  /** A new one replaces the pods, also where the image's name stays the same. */
  imageDigest: string | null
  replicas: number
  /** As environment variables; .env.example says what each means. */
  configuration: Record<string, string>
  secrets: Record<string, string>
  /** What tokens of file servers are signed with, as the file that MOORAGE_FILES_KEYS_FILE names. */
  fileKeys: string
  /** The host name that leads to the portal. */
  host: string
  /** Null: the cluster's default class. */
  ingressClass: string | null
  /** Where the ingress controller runs, and the port that it listens on. */
  ingress: Peer & { port: number }
  /** Where the identity provider is reached from the portal's pods. */
  issuer: Peer & { port: number }
  apiServer: Machines
  kubelets: Machines
  /** Names that pods cannot look up, with their addresses. */
  hostAliases: readonly { ip: string; hostnames: readonly string[] }[]
}

export const PORTAL_PORT = 3000
export const METRICS_PORT = 9464
/** Where the gateway answers the portal alone. */
export const GATEWAY_INTERNAL_PORT = 3002

/** Name of the portal's objects. */
export const PORTAL_NAME = 'portal'

/** What the pods of a portal of this name are known by. */
export function getPortalSelector(name: string) {
  return { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': name }
}

export function getPortalLabels(name: string) {
  return { ...getPortalSelector(name), 'app.kubernetes.io/part-of': 'moorage' }
}

export const PORTAL_SELECTOR = getPortalSelector(PORTAL_NAME)
export const PORTAL_LABELS = getPortalLabels(PORTAL_NAME)

/** The gateway's pods carry these labels; policies in spaces know them by them. */
export const GATEWAY_SELECTOR = { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': 'gateway' }

/** Only the portal mounts it; changed keys reach the pods without a restart. */
export const FILE_KEYS_NAME = 'portal-file-keys'
const FILE_KEYS_DIR = '/etc/moorage/file-keys'
export const FILE_KEYS_ENTRY = 'keys.json'
export const FILE_KEYS_MOUNT = { name: 'file-keys', mountPath: FILE_KEYS_DIR, readOnly: true }
export const FILE_KEYS_FILE = `${FILE_KEYS_DIR}/${FILE_KEYS_ENTRY}`
