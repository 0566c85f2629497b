import http from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import type { KubeConfigOptions } from '#lib/kube/config.ts'
import { createPortForwarder } from '#lib/kube/port-forward.ts'
import type { FoundPod } from './find-server.ts'
import type { GatewaySettings } from './settings.ts'

const CONNECT_TIMEOUT_MS = 5000
const IDLE_SOCKETS_MAX = 64

export interface Connector {
  /** For one port of one pod; connections to another one are never mixed in, even if it has the same address. */
  getAgent(pod: FoundPod): http.Agent
}

type Callback = (error: Error | null, stream: Duplex) => void

class PodAgent extends http.Agent {
  private readonly pod: FoundPod
  private readonly open: (pod: FoundPod) => Promise<Duplex>
  lastUsedAt = performance.now()

  constructor(pod: FoundPod, { open, keepAlive }: { open: (pod: FoundPod) => Promise<Duplex>; keepAlive: boolean }) {
    super({ keepAlive, maxFreeSockets: IDLE_SOCKETS_MAX })
    this.pod = pod
    this.open = open
  }

  override createConnection(_options: unknown, callback?: Callback): undefined {
    void this.answer(callback)
  }

  private async answer(callback?: Callback): Promise<void> {
    try {
      callback?.(null, await this.open(this.pod))
    } catch (error) {
      callback?.(error as Error, null as unknown as Duplex)
    }
  }
}

const UNUSED_AFTER_MS = 120_000

export function createConnector(way: GatewaySettings['way'], kube: KubeConfigOptions): Connector {
  const forward = way === 'port-forward' ? createPortForwarder(kube) : null
  const open = (pod: FoundPod): Promise<Duplex> => {
    if (forward) return forward({ namespace: pod.namespace, pod: pod.pod, port: pod.port })
    return dial(pod)
  }
  // A forwarded connection is no socket of the machine's, which Node's pool of connections asks for.
  const agents = new Map<string, PodAgent>()
  setInterval(() => {
    for (const [key, agent] of agents) {
      const isBusy = Object.keys(agent.sockets).length > 0
      if (isBusy || performance.now() - agent.lastUsedAt < UNUSED_AFTER_MS) continue
      agent.destroy()
      agents.delete(key)
    }
  }, UNUSED_AFTER_MS).unref()
  return {
    getAgent(pod) {
      const key = `${pod.uid}:${pod.port}`
      const agent = agents.get(key) ?? new PodAgent(pod, { open, keepAlive: forward === null })
      agents.set(key, agent)
      agent.lastUsedAt = performance.now()
      return agent
    },
  }
}

function dial({ ip, port }: FoundPod): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: ip, port, noDelay: true })
    const timer = setTimeout(
      () => socket.destroy(new Error('The pod did not take the connection in time.')),
      CONNECT_TIMEOUT_MS,
    )
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
  })
}
