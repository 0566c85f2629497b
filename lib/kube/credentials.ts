import { readFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { AppError } from '#lib/errors.ts'
import type { LoadedKubeConfig, Source } from './config.ts'

/** What one request needs to be let in. Never logged: the headers hold the token. */
export interface Credentials {
  agent: http.Agent
  headers: Record<string, string>
  /** "name:password" for basic authentication. */
  auth?: string
}

/** The part of TLS and HTTP that differs between kinds of credentials. */
interface Material {
  tls: Pick<https.AgentOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>
  headers: Record<string, string>
  auth?: string
}

const AGENT_OPTIONS = {
  keepAlive: true,
  // Also the first keep-alive probe of a silent watch: with ten more, one second apart (libuv), the kernel ends a
  // connection whose other side is gone after about 20 s.
  keepAliveMsecs: 10_000,
  // Unused connections are closed before the API server does it after 90 s, so that no request meets a closing one.
  timeout: 60_000,
}

/** The kubelet renews a token long before its end; reading it once a minute is what client libraries do. */
const FILE_TTL_MS = 60_000

/** Answers fresh credentials for each request: tokens and exec plugins renew theirs, client certificates rotate. */
export function createCredentialSource(config: LoadedKubeConfig): () => Promise<Credentials> {
  let agent: http.Agent | undefined
  let agentKey = ''
  const isPlain = config.server.startsWith('http:')
  const loadMaterial = config.plugin ? createPluginLoader(config.plugin) : createFileLoader(config)

  return async () => {
    const { tls, headers, auth } = await loadMaterial().catch((cause: unknown) => {
      throw new AppError('UNAVAILABLE', 'The credentials for the cluster cannot be read.', {
        // A parser's error quotes what it read, which may be a token.
        cause: cause instanceof SyntaxError ? undefined : cause,
        details: { kubeCase: 'bad-credentials' },
      })
    })
    const newKey = JSON.stringify([tls.ca, tls.cert, tls.key].map(String))
    if (!agent || newKey !== agentKey) {
      // The old agent is left alone: watches still run on it, and its idle connections close by themselves.
      agent = isPlain ? new http.Agent(AGENT_OPTIONS) : new https.Agent({ ...AGENT_OPTIONS, ...pickDefined(tls) })
      agentKey = newKey
    }
    return { agent, headers, ...(auth ? { auth } : {}) }
  }
}

function createFileLoader(config: LoadedKubeConfig): () => Promise<Material> {
  let material: Material | undefined
  let loadedAtMs = -Infinity
  return async () => {
    if (material && performance.now() - loadedAtMs < FILE_TTL_MS) return material
    const sources = [config.ca, config.clientCertificate, config.clientKey, config.token]
    const [ca, cert, key, token] = await Promise.all(sources.map(readSource))
    material = {
      tls: { ca, cert, key, servername: config.serverName, rejectUnauthorized: config.isTlsVerified },
      // A token file often ends with a newline, which a header may not hold.
      headers: token ? { Authorization: `Bearer ${token.trim()}` } : {},
      auth: config.basicAuth,
    }
    loadedAtMs = performance.now()
    return material
  }
}

async function readSource(source: Source | undefined): Promise<string | undefined> {
  if (!source) return undefined
  return 'data' in source ? source.data : readFile(source.file, 'utf8')
}

/** client-node costs half a second and 90 MB, so that only who signs in through a plug-in loads it. */
function createPluginLoader({ text, context, dir }: NonNullable<LoadedKubeConfig['plugin']>): () => Promise<Material> {
  const loading = import('@kubernetes/client-node').then(({ KubeConfig }) => {
    const config = new KubeConfig()
    config.loadFromString(text)
    config.makePathsAbsolute(dir)
    config.setCurrentContext(context)
    return config
  })
  // Reported when the credentials are first asked for.
  loading.catch(() => undefined)
  return async () => {
    const options: https.RequestOptions = {}
    await (await loading).applyToHTTPSOptions(options)
    const { ca, cert, key, servername, rejectUnauthorized, auth } = options
    const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [name, String(value).trim()])
    return {
      tls: { ca, cert, key, servername, rejectUnauthorized },
      headers: Object.fromEntries(headers),
      auth: auth ?? undefined,
    }
  }
}

function pickDefined(options: https.AgentOptions): https.AgentOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
