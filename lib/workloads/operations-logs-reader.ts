import type { IncomingMessage } from 'node:http'
import type { KubeRequest } from '#lib/kube/client.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { LineBlocks } from './objects-log-lines.ts'
import type { LineBlock } from './objects-log-lines.ts'

export interface LogRequest {
  namespace: string
  pod: string
  container: string
  isPrevious: boolean
  isFollowed: boolean
  /** Null: from the beginning. */
  tailLines: number | null
  /** RFC 3339; the cluster counts in whole seconds. */
  sinceTime: string | null
  hasTimes: boolean
}

export function buildLogRequest(log: LogRequest): KubeRequest {
  const { namespace, pod, container, isPrevious, isFollowed, tailLines, sinceTime, hasTimes } = log
  return {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`,
    query: {
      container,
      timestamps: hasTimes,
      ...(isPrevious ? { previous: true } : {}),
      ...(isFollowed ? { follow: true } : {}),
      ...(tailLines === null ? {} : { tailLines }),
      ...(sinceTime === null ? {} : { sinceTime }),
    },
  }
}

export interface ReaderListeners {
  onOpen: () => void
  onBlock: (block: LineBlock) => void
  /** Once. "ended": the container did, or the log; "cut": it may go on; "away": its node does not answer; "gone". */
  onEnd: (how: 'ended' | 'cut' | 'away' | 'gone') => void
}

/** Reads the log of one container; can be made to wait, and the API server waits with it. */
export class LogReader {
  private readonly closing = new AbortController()
  private readonly blocks = new LineBlocks()
  private readonly listeners: ReaderListeners
  private response: IncomingMessage | null = null
  private isPaused = false
  private hasEnded = false

  constructor(request: LogRequest, listeners: ReaderListeners) {
    this.listeners = listeners
    void this.open(request)
  }

  pause(): void {
    this.isPaused = true
    this.response?.pause()
  }

  resume(): void {
    this.isPaused = false
    this.response?.resume()
  }

  close(): void {
    this.hasEnded = true
    this.closing.abort()
  }

  private async open(request: LogRequest): Promise<void> {
    try {
      const response = await getKubeClient().stream({ ...buildLogRequest(request), signal: this.closing.signal })
      this.response = response
      response.on('data', (piece: Buffer) => this.give(this.blocks.push(piece)))
      response.once('end', () => this.end('ended'))
      response.once('error', () => this.end('cut'))
      response.once('close', () => this.end('cut'))
      if (this.isPaused) response.pause()
      this.listeners.onOpen()
    } catch (error) {
      this.end(toOutcome(error))
    }
  }

  private give(block: LineBlock | null): void {
    if (block && !this.hasEnded) this.listeners.onBlock(block)
  }

  private end(how: Parameters<ReaderListeners['onEnd']>[0]): void {
    if (this.hasEnded) return
    this.give(this.blocks.finish())
    this.hasEnded = true
    this.listeners.onEnd(how)
  }
}

function toOutcome(error: unknown): 'cut' | 'away' | 'gone' {
  const kubeCase = getKubeCase(error)
  if (kubeCase === 'not-found') return 'gone'
  // "Waiting to start": what is known here is a moment ahead of the node.
  return kubeCase === 'malformed' ? 'cut' : 'away'
}
