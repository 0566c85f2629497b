import { routes } from '#lib/routes.ts'
import { parseSessionMessage, parseSessionTimes, type SessionMessage, type SessionTimes } from './session-message.ts'

/** The session as this browser knows it; times by its own clock. */
export interface KnownSession {
  endsAtMs: number
  renewAtMs: number
}

const CHANNEL = 'moorage-session'
const RETRY_MS = 20_000
const NEWS_MS = 20

export function toKnownSession({ endsInMs, refreshInMs }: SessionTimes, nowMs: number): KnownSession {
  return { endsAtMs: nowMs + endsInMs, renewAtMs: nowMs + refreshInMs }
}

type Answer = { kind: 'alive'; session: KnownSession } | { kind: 'over' } | { kind: 'unknown' }
/** "unknown": nobody answered, and the session goes on as far as anybody knows. */
export type RenewalResult = Answer['kind']

async function askServer(): Promise<Answer> {
  try {
    const response = await fetch(routes.api.refreshSession(), { method: 'POST', cache: 'no-store' })
    if (response.status === 401) return { kind: 'over' }
    if (!response.ok) return { kind: 'unknown' }
    return { kind: 'alive', session: toKnownSession(parseSessionTimes(await response.json()), Date.now()) }
  } catch {
    // Offline, or the portal is away: that says nothing about the session.
    return { kind: 'unknown' }
  }
}

/** One per tab. What one tab learns, the others hear. */
export class SessionClient {
  private session: KnownSession
  private activeAtMs = Date.now()
  private readonly listeners = new Set<() => void>()
  private readonly channel = new BroadcastChannel(CHANNEL)
  private readonly post = this.channel.postMessage.bind(this.channel)
  private isClosed = false
  private running: Promise<RenewalResult> | undefined

  constructor(session: KnownSession) {
    this.session = session
    this.channel.addEventListener('message', (event: MessageEvent<unknown>) => this.hear(event.data))
  }

  readonly get = (): KnownSession => this.session

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  getActiveAtMs(): number {
    return this.activeAtMs
  }

  /** Somebody uses this tab; the others are told now and then only. */
  noteActivity(nowMs = Date.now()): void {
    if (nowMs - this.activeAtMs < RETRY_MS) return
    this.activeAtMs = nowMs
    this.send({ kind: 'active', atMs: nowMs })
  }

  /** Asks the server to renew the session, in one tab at a time. */
  renew(): Promise<RenewalResult> {
    this.running ??= this.renewAlone().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  close(): void {
    this.isClosed = true
    this.channel.close()
  }

  private async renewAlone(): Promise<RenewalResult> {
    const { renewAtMs } = this.session
    const askedAtMs = Date.now()
    const run = async (): Promise<RenewalResult> => {
      // Another tab was at it; its news may arrive a moment after it has let go of the lock.
      if (Date.now() - askedAtMs > NEWS_MS) await new Promise((resolve) => setTimeout(resolve, NEWS_MS))
      if (this.session.renewAtMs > renewAtMs) return this.session.endsAtMs > Date.now() ? 'alive' : 'over'
      const answer = await askServer()
      if (answer.kind === 'alive') {
        this.set(answer.session)
        this.send({ kind: 'renewed', ...answer.session })
      } else if (answer.kind === 'over') {
        this.setOver()
        this.send({ kind: 'over' })
      } else {
        this.set({ ...this.session, renewAtMs: Date.now() + RETRY_MS })
      }
      return answer.kind
    }
    return 'locks' in navigator ? navigator.locks.request(CHANNEL, run) : run()
  }

  private setOver(): void {
    this.set({ endsAtMs: 0, renewAtMs: Infinity })
  }

  private set(session: KnownSession): void {
    this.session = session
    for (const listener of this.listeners) listener()
  }

  private send(message: SessionMessage): void {
    if (!this.isClosed) this.post(message)
  }

  private hear(data: unknown): void {
    const message = parseSessionMessage(data)
    if (!message) return
    if (message.kind === 'active') this.activeAtMs = Math.max(this.activeAtMs, message.atMs)
    else if (message.kind === 'over') this.setOver()
    else this.set({ endsAtMs: message.endsAtMs, renewAtMs: message.renewAtMs })
  }
}
