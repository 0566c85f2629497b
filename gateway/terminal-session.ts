import { randomBytes, randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { isSameSecret } from '#lib/workloads/objects-tickets.ts'
import { KeptOutput } from './kept-output.ts'
import type { ShellEnd, Shell } from './terminal-shell.ts'

/** What is shown again after a reload. */
const KEPT_BYTES = 64 * 1024
/** For so long a terminal waits for its page to come back. */
const WAIT_MS = 60_000
/** More than proxies on the way need to see that somebody is there, at most a minute mostly. */
const PING_MS = 25_000
const SENT_AHEAD_MAX = 512 * 1024
const CLOSE_NORMAL = 1000
/** Another page took the terminal over. */
const CLOSE_REPLACED = 4001

const messageSchema = z.object({
  type: z.literal('resize'),
  cols: z.int().min(1).max(2000),
  rows: z.int().min(1).max(2000),
})

export type EndReason = 'exit' | 'right' | 'gone' | 'failed'

export interface TerminalEvents {
  toReattachUrl: (session: string) => string
  /** Somebody types. */
  onInput: () => void
  /** Once. */
  onEnd: (reason: EndReason) => void
}

/** One shell and the page that shows it, which may go and come back. */
export class TerminalSession {
  readonly id = randomUUID()
  /** Of the page that it was given to; no other may come back to it. */
  readonly origin: string
  private readonly events: TerminalEvents
  private shell: Shell | null = null
  private client: WebSocket | null = null
  private secret = ''
  private readonly screen = new KeptOutput(KEPT_BYTES)
  private hasStarted = false
  private isEnded = false
  private waiting: NodeJS.Timeout | undefined
  private size: { cols: number; rows: number } | null = null

  constructor(origin: string, events: TerminalEvents) {
    this.origin = origin
    this.events = events
  }

  /** The shell, as soon as there is one. */
  setShell(shell: Shell): void {
    this.shell = shell
    if (this.isEnded) return shell.end()
    if (this.size) shell.resize(this.size)
  }

  isSecret(given: string): boolean {
    return this.secret !== '' && isSameSecret(given, this.secret)
  }

  /** Shows it to a page; one that showed it before is told that it is elsewhere now. */
  attach(client: WebSocket): void {
    clearTimeout(this.waiting)
    this.client?.close(CLOSE_REPLACED)
    this.client = client
    this.shell?.resume()
    const stopPings = keepAlive(client)
    client.on('message', (data: Buffer, isBinary) => {
      if (this.client === client) this.take(data, isBinary)
    })
    client.on('error', () => undefined)
    client.once('close', () => {
      stopPings()
      if (this.client === client) this.detach()
    })
    if (this.hasStarted) this.greet()
  }

  onStart(): void {
    this.hasStarted = true
    this.greet()
  }

  onOutput(data: Buffer): void {
    this.screen.add(data)
    const { client } = this
    if (!client) return
    client.send(data, { binary: true }, () => {
      if (client === this.client && client.bufferedAmount < SENT_AHEAD_MAX / 2) this.shell?.resume()
    })
    if (client.bufferedAmount > SENT_AHEAD_MAX) this.shell?.pause()
  }

  onDrain(): void {
    this.client?.resume()
  }

  /** As its shell ended. */
  onShellEnd(end: ShellEnd): void {
    if (end.kind === 'exit') this.end('exit', { exitCode: end.code })
    else if (end.kind === 'no-shell') this.end('failed', { code: 'no-shell' })
    else this.end(end.kind === 'lost' && this.hasStarted ? 'gone' : 'failed')
  }

  end(reason: EndReason, more: Record<string, unknown> = {}): void {
    if (this.isEnded) return
    this.isEnded = true
    clearTimeout(this.waiting)
    this.client?.send(JSON.stringify({ type: 'ended', reason, ...more }))
    this.client?.close(CLOSE_NORMAL)
    this.shell?.end()
    this.events.onEnd(reason)
  }

  /** A new secret each time: whoever has seen an older one comes too late. */
  private greet(): void {
    this.secret = randomBytes(32).toString('base64url')
    const { id, secret, client } = this
    client?.send(
      JSON.stringify({ type: 'started', session: id, secret, reattachUrl: this.events.toReattachUrl(this.id) }),
    )
    const kept = this.screen.read()
    if (kept.length > 0) client?.send(kept, { binary: true })
  }

  private detach(): void {
    this.client = null
    // The program goes on; what it says meanwhile is kept as far as it fits.
    this.shell?.resume()
    if (!this.isEnded) this.waiting = setTimeout(() => this.end('gone'), WAIT_MS)
  }

  private take(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.events.onInput()
      if (this.shell && !this.shell.write(data)) this.client?.pause()
      return
    }
    const size = parseMessage(data)
    if (!size) return
    this.size = { cols: size.cols, rows: size.rows }
    this.shell?.resize(this.size)
  }
}

function parseMessage(data: Buffer) {
  try {
    return messageSchema.safeParse(JSON.parse(data.toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Returns how to stop. A page that does not answer twice is gone, whatever its connection says. */
function keepAlive(client: WebSocket): () => void {
  let missed = 0
  client.on('pong', () => {
    missed = 0
  })
  const timer = setInterval(() => {
    missed += 1
    if (missed > 2) client.terminate()
    else client.ping()
  }, PING_MS)
  return () => clearInterval(timer)
}
