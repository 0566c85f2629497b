import http from 'node:http'
import https from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { AppError } from '#lib/errors.ts'

/** What one request needs to be let in. Never logged: the headers hold the token. */
export interface Credentials {
  agent: http.Agent
  headers: Record<string, string>
  /** "name:password" for basic authentication. */
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

/** Answers fresh credentials for each request: tokens and exec plugins renew theirs, client certificates rotate. */
export function createCredentialSource(config: KubeConfig, server: string): () => Promise<Credentials> {
  let agent: http.Agent | undefined
  let agentKey = ''
  const isPlain = server.startsWith('http:')

  return async () => {
    const options: https.RequestOptions = {}
    try {
      await config.applyToHTTPSOptions(options)
    } catch (cause) {
      throw new AppError('UNAVAILABLE', 'The credentials for the cluster cannot be read.', {
        // A parser's error quotes what it read, which may be a token.
        cause: cause instanceof SyntaxError ? undefined : cause,
        details: { kubeCase: 'bad-credentials' },
      })
    }
    const { ca, cert, key, servername, rejectUnauthorized } = options
    const newKey = JSON.stringify([ca, cert, key].map(String))
    if (!agent || newKey !== agentKey) {
      // The old agent is left alone: watches still run on it, and its idle connections close by themselves.
      agent = isPlain
        ? new http.Agent(AGENT_OPTIONS)
        : new https.Agent({ ...AGENT_OPTIONS, ...pickDefined({ ca, cert, key, servername, rejectUnauthorized }) })
      agentKey = newKey
    }
    return { agent, headers: toHeaders(options.headers), ...(options.auth ? { auth: options.auth } : {}) }
  }
}

function pickDefined(options: https.AgentOptions): https.AgentOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function toHeaders(headers: https.RequestOptions['headers']): Record<string, string> {
  // A token file often ends with a newline, which a header may not hold.
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value).trim()]))
}
