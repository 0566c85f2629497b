import { WebSocket } from 'ws'
import { loadKubeConfig } from './config.ts'
import type { KubeConfigOptions } from './config.ts'
import { createCredentialSource } from './credentials.ts'

export interface PodSocketTarget {
  namespace: string
  pod: string
  subresource: 'exec' | 'portforward'
  query: readonly (readonly [string, string])[]
  protocols: readonly string[]
}

const OPEN_TIMEOUT_MS = 10_000

/** WebSockets to pods, through the API server. Each is given before it is open: what it says at once comes with the consent. */
export function createPodDialer(options: KubeConfigOptions): (target: PodSocketTarget) => Promise<WebSocket> {
  const config = loadKubeConfig(options)
  const getCredentials = createCredentialSource(config)
  return async ({ namespace, pod, subresource, query, protocols }) => {
    const { agent, headers } = await getCredentials()
    const url = new URL(config.server)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.pathname += `api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/${subresource}`
    for (const [name, value] of query) url.searchParams.append(name, value)
    return new WebSocket(url, [...protocols], {
      agent,
      headers,
      handshakeTimeout: OPEN_TIMEOUT_MS,
      perMessageDeflate: false,
    })
  }
}
