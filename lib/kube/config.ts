import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

/** Which cluster to talk to: a kubeconfig file, or the cluster this process runs in. There is no default on purpose. */
export interface KubeConfigOptions {
  kubeconfigPath?: string
  /** A context of the file; without it, the file's current context. */
  context?: string
  inCluster?: boolean
}

/** Where one secret of a kubeconfig stands: in the file itself, or in a file that may be renewed at any time. */
export type Source = { data: string } | { file: string }

export interface LoadedKubeConfig {
  /** Without a slash at its end; may have a path. */
  server: string
  ca?: Source
  clientCertificate?: Source
  clientKey?: Source
  token?: Source
  basicAuth?: string
  serverName?: string
  isTlsVerified: boolean
  /** The user signs in through a plug-in; only client-node knows how. */
  plugin?: { text: string; context: string; dir: string }
}

const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount'

const clusterSchema = z.object({
  server: z.string(),
  'certificate-authority': z.string().optional(),
  'certificate-authority-data': z.string().optional(),
  'insecure-skip-tls-verify': z.boolean().default(false),
  'tls-server-name': z.string().optional(),
  'proxy-url': z.string().optional(),
})
const userSchema = z.object({
  'client-certificate': z.string().optional(),
  'client-certificate-data': z.string().optional(),
  'client-key': z.string().optional(),
  'client-key-data': z.string().optional(),
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  exec: z.unknown().optional(),
  'auth-provider': z.unknown().optional(),
})
const contextSchema = z.object({ cluster: z.string(), user: z.string().default('') })
const kubeconfigSchema = z.object({
  clusters: z.array(z.object({ name: z.string(), cluster: clusterSchema })).default([]),
  users: z.array(z.object({ name: z.string(), user: userSchema.nullish() })).default([]),
  contexts: z.array(z.object({ name: z.string(), context: contextSchema })).default([]),
  'current-context': z.string().default(''),
})

/** Loads the credentials and checks that they can be used; throws INVALID_INPUT with a sentence that names the cure. */
export function loadKubeConfig(options: KubeConfigOptions): LoadedKubeConfig {
  if (options.inCluster) return loadInCluster()
  if (!options.kubeconfigPath) throw refuse('No kubeconfig was named, so no cluster is known.')
  const file = path.resolve(options.kubeconfigPath)
  const text = readKubeconfig(file)
  const kubeconfig = parseKubeconfig(file, text)
  const contextName = options.context ?? kubeconfig['current-context']
  const context = kubeconfig.contexts.find(({ name }) => name === contextName)?.context
  const cluster = kubeconfig.clusters.find(({ name }) => name === context?.cluster)?.cluster
  if (!context || !cluster) {
    const names = kubeconfig.contexts.map(({ name }) => name).join(', ') || 'none'
    throw refuse(`The kubeconfig ${file} has no usable context "${contextName}"; it has ${names}.`)
  }
  requireUsableCluster(file, { name: context.cluster, cluster })
  const user = kubeconfig.users.find(({ name }) => name === context.user)?.user ?? {}
  const dir = path.dirname(file)
  const source = (data: string | undefined, name: string | undefined): Source | undefined => {
    if (data) return { data: Buffer.from(data, 'base64').toString() }
    return name ? { file: path.resolve(dir, name) } : undefined
  }
  return {
    server: cluster.server.replace(/\/+$/, ''),
    ca: source(cluster['certificate-authority-data'], cluster['certificate-authority']),
    clientCertificate: source(user['client-certificate-data'], user['client-certificate']),
    clientKey: source(user['client-key-data'], user['client-key']),
    token: user.token ? { data: user.token } : source(undefined, user.tokenFile),
    basicAuth: user.username ? `${user.username}:${user.password ?? ''}` : undefined,
    serverName: cluster['tls-server-name'],
    isTlsVerified: !cluster['insecure-skip-tls-verify'],
    plugin: user.exec || user['auth-provider'] ? { text, context: contextName, dir } : undefined,
  }
}

function loadInCluster(): LoadedKubeConfig {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env
  if (!host || !port) throw refuse('This process does not run in a cluster; name a kubeconfig instead.')
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ca: { file: path.join(SERVICE_ACCOUNT_DIR, 'ca.crt') },
    token: { file: path.join(SERVICE_ACCOUNT_DIR, 'token') },
    isTlsVerified: true,
  }
}

function refuse(sentence: string, cause?: unknown): AppError {
  return new AppError('INVALID_INPUT', sentence, { cause })
}

function readKubeconfig(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw refuse(`The kubeconfig ${file} cannot be read; check the path, or start the cluster.`, cause)
  }
}

function parseKubeconfig(file: string, text: string): z.infer<typeof kubeconfigSchema> {
  try {
    return kubeconfigSchema.parse(parse(text, { logLevel: 'silent' }))
  } catch {
    // The parser's error quotes the lines around the mistake, which may be a key or a token: it is not passed on.
    throw refuse(`The kubeconfig ${file} is not a valid kubeconfig.`)
  }
}

function requireUsableCluster(
  file: string,
  { name, cluster }: { name: string; cluster: z.infer<typeof clusterSchema> },
): void {
  if (!URL.canParse(cluster.server)) throw refuse(`The kubeconfig ${file} has no valid server address for "${name}".`)
  if (cluster['proxy-url']) {
    throw refuse(`The kubeconfig ${file} asks for a proxy; Moorage talks to a cluster directly.`)
  }
  if (cluster.server.startsWith('http:') && !cluster['insecure-skip-tls-verify']) {
    throw refuse(
      `The kubeconfig ${file} names a server without TLS; use https, or set insecure-skip-tls-verify to allow it.`,
    )
  }
}
