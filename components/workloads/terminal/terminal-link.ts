import { SESSION_PROTOCOL_PREFIX, TERMINAL_PROTOCOL } from '#lib/workloads/schema-tickets.ts'
import type { TerminalTicketAnswer } from '#lib/workloads/schema-tickets.ts'
import type { KeptSession } from './kept-session.ts'

/** "elsewhere": another tab or window took it over; "refused": it could not be opened. */
export type TerminalEnd = 'exit' | 'right' | 'gone' | 'failed' | 'no-shell' | 'elsewhere' | 'refused'

export interface TerminalLinkOptions {
  /** Asks the portal; null: it said no, and has said why. */
  getTicket: () => Promise<TerminalTicketAnswer | null>
  /** Of an earlier load of this page; null: there is none. */
  kept: KeptSession | null
  keep: (session: KeptSession | null) => void
  /** `isAgain`: what was shown comes once more. */
  onStart: (isAgain: boolean) => void
  onOutput: (bytes: Uint8Array) => void
  onLost: () => void
  onEnd: (how: TerminalEnd, exitCode: number | null) => void
}

type ServerMessage =
  | { type: 'started'; session: string; secret: string; reattachUrl: string }
  | { type: 'ended'; reason: 'exit' | 'right' | 'gone' | 'failed'; exitCode?: number; code?: string }

/** The gateway keeps a terminal for so long. */
const KEPT_MS = 60_000
const RETRY_MS = [500, 1000, 2000, 4000]
const CLOSE_REPLACED = 4001
/** Keys that somebody presses before anything is shown. */
const EARLY_MAX = 1000

/** The way to one terminal: opens it, goes on after a reload or a lost network, and says how it ended. */
export class TerminalLink {
  private readonly options: TerminalLinkOptions
  private readonly encoder = new TextEncoder()
  private socket: WebSocket | null = null
  private size = { cols: 80, rows: 24 }
  private session: KeptSession | null
  /** What was typed before the shell was there, or while the way to it was cut. */
  private readonly early: Uint8Array<ArrayBuffer>[] = []
  private isStarted = false
  private lostAt: number | null = null
  private failures = 0
  private isClosed = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: TerminalLinkOptions) {
    this.options = options
    this.session = options.kept
    void this.open()
  }

  send(text: string): void {
    this.sendBytes(this.encoder.encode(text))
  }

  /** What is no text: mouse reports of old programs, a letter to a byte. */
  sendBinary(text: string): void {
    this.sendBytes(Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff))
  }

  resize(size: { cols: number; rows: number }): void {
    this.size = size
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ type: 'resize', ...size }))
    }
  }

  /** Leaves it; it waits a minute for somebody to come back. */
  close(): void {
    this.isClosed = true
    clearTimeout(this.timer)
    this.socket?.close()
  }

  private sendBytes(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isStarted && this.socket?.readyState === WebSocket.OPEN) this.socket.send(bytes)
    else if (this.early.length < EARLY_MAX) this.early.push(bytes)
  }

  private async open(): Promise<void> {
    const { session } = this
    if (session) {
      this.connect(session.url, [TERMINAL_PROTOCOL, `${SESSION_PROTOCOL_PREFIX}${session.secret}`])
      return
    }
    const ticket = await this.options.getTicket()
    if (this.isClosed) return
    if (ticket) this.connect(ticket.url, ticket.protocols)
    else this.end('refused')
  }

  private connect(url: string, protocols: string[]): void {
    const socket = new WebSocket(url, protocols)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    let hasOpened = false
    socket.addEventListener('open', () => {
      hasOpened = true
      this.resize(this.size)
    })
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.isClosed) return
      if (typeof data === 'string') this.hear(JSON.parse(data) as ServerMessage)
      else this.options.onOutput(new Uint8Array(data))
    })
    socket.addEventListener('close', ({ code }) => {
      if (this.isClosed || this.socket !== socket) return
      this.socket = null
      this.isStarted = false
      if (code === CLOSE_REPLACED) this.end('elsewhere')
      else this.comeBack(hasOpened)
    })
  }

  private hear(message: ServerMessage): void {
    if (message.type === 'ended') {
      this.end(message.code === 'no-shell' ? 'no-shell' : message.reason, message.exitCode ?? null)
      return
    }
    const isAgain = this.session !== null
    this.session = { url: message.reattachUrl, secret: message.secret }
    this.lostAt = null
    this.failures = 0
    this.options.keep(this.session)
    this.options.onStart(isAgain)
    this.isStarted = true
    for (const bytes of this.early.splice(0)) this.sendBytes(bytes)
  }

  private comeBack(hasOpened: boolean): void {
    if (this.session === null) {
      this.end('failed')
      return
    }
    // Of an earlier load of the page: it is over by now, so a new one begins.
    if (!hasOpened && this.lostAt === null && this.session === this.options.kept) {
      this.session = null
      this.options.keep(null)
      void this.open()
      return
    }
    if (hasOpened) this.failures = 0
    this.lostAt ??= performance.now()
    const waitMs = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 0
    if (performance.now() - this.lostAt + waitMs > KEPT_MS) {
      this.end('gone')
      return
    }
    this.failures += 1
    this.options.onLost()
    this.timer = setTimeout(() => void this.open(), waitMs)
  }

  private end(how: TerminalEnd, exitCode: number | null = null): void {
    if (this.isClosed) return
    this.close()
    // Whoever took it over goes on with it.
    if (how !== 'elsewhere') this.options.keep(null)
    this.options.onEnd(how, exitCode)
  }
}
