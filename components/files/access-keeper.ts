import type { FileAccess } from '#lib/files/schema.ts'
import type { FileAddress } from './file-client.ts'
import { FileProblemError } from './file-problem.ts'

export interface AccessState {
  access: FileAccess | null
  /** Why the portal gives no access, or cannot say; what was known before stays. */
  problem: unknown
}

export interface AccessKeeperOptions {
  /** Makes sure that a server runs, in place of one of another portal where that is wanted. */
  start: (isTakeOver: boolean, signal: AbortSignal) => Promise<FileAccess>
  /** Answers as soon as anything differs from what is known, or after a while. */
  poll: (known: FileAccess | null, signal: AbortSignal) => Promise<FileAccess>
  /** What to do after a failure: ask again, or wait until somebody does. */
  judge: (error: unknown) => Promise<'again' | 'later' | 'never'>
  now?: () => number
}

/** A token is renewed this long before its end. */
const RENEW_BEFORE_MS = 60_000
/** A token this near its end is not used for a new call. */
const USABLE_MS = 5_000
const RETRY_MS = 3_000
/** So long a call waits for a server that is being started again. */
const CALL_WAIT_MS = 45_000

/**
 * Keeps one volume open for a page: starts its file server, follows how far it is, and has a valid token at hand for as
 * long as the page is looked at. One per page; nothing of it is written anywhere.
 */
export class AccessKeeper {
  private readonly options: AccessKeeperOptions
  private readonly listeners = new Set<() => void>()
  private state: AccessState = { access: null, problem: null }
  private running: AbortController | null = null
  private wake: () => void = () => {}
  private isDoubted = false
  private isTakeOver = false
  private isNeeded = false
  private isOver = false
  private refused: string | null = null

  constructor(options: AccessKeeperOptions) {
    this.options = options
  }

  readonly getState = (): AccessState => this.state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Returns how to end it; it can be opened again. */
  readonly open = (): (() => void) => {
    this.running?.abort()
    const running = new AbortController()
    this.running = running
    void this.run(running.signal)
    return () => this.running?.abort()
  }

  /** What is known may be wrong: the server did not answer, or somebody pressed "Try again". */
  readonly doubt = (): void => {
    this.isDoubted = true
    if (this.isOver) this.open()
    else this.wake()
  }

  /** Somebody wants the volume here that is open at another portal. Nothing else does: two pages would take it in turns. */
  readonly takeOver = (): void => {
    this.isTakeOver = true
    this.doubt()
  }

  /** Whether something goes on that nobody has to look at: the server is kept for a hidden tab, too. */
  readonly setIsNeeded = (isNeeded: boolean): void => {
    if (isNeeded === this.isNeeded) return
    this.isNeeded = isNeeded
    if (isNeeded) this.wake()
  }

  /** For calls: an address with a token that is not the refused one. Throws NOT_READY when there is none in time. */
  readonly getAddress = async (refused?: string): Promise<FileAddress> => {
    if (refused !== undefined && refused === this.state.access?.token) this.refused = refused
    if (!this.findAddress()) this.wake()
    const deadlineMs = this.now() + CALL_WAIT_MS
    for (;;) {
      const address = this.findAddress()
      if (address) return address
      if (this.now() >= deadlineMs || this.isOver) {
        throw new FileProblemError('NOT_READY', { cause: this.state.problem })
      }
      await this.waitForChange(deadlineMs - this.now())
    }
  }

  private findAddress(): FileAddress | null {
    const { access } = this.state
    if (access?.state !== 'ready' || access.baseUrl === null || access.token === null) return null
    if (access.token === this.refused || this.getLeftMs() < USABLE_MS) return null
    return { baseUrl: access.baseUrl, token: access.token }
  }

  private getLeftMs(): number {
    const { access } = this.state
    return access?.expiresAt ? Date.parse(access.expiresAt) - this.now() : 0
  }

  private async run(signal: AbortSignal): Promise<void> {
    let isStarted = false
    this.isOver = false
    while (!signal.aborted) {
      try {
        const { access } = this.state
        const isKnownAbsent = access?.state === 'absent'
        if (!isStarted || isKnownAbsent || this.isTakeOver) {
          // A tab that nobody looks at keeps no server alive.
          if (isStarted && !this.isNeeded && document.visibilityState === 'hidden') await this.rest(signal, Infinity)
          else this.set({ access: await this.options.start(this.popTakeOver(), signal), problem: null })
          isStarted = true
        } else if (this.isToRest()) {
          await this.rest(signal, this.getLeftMs() - RENEW_BEFORE_MS)
        } else {
          // Whoever doubts what is known, or needs a new token, does not wait for a difference.
          const isFresh = this.isDoubted || access?.state === 'ready'
          this.isDoubted = false
          this.set({ access: await this.options.poll(isFresh ? null : access, signal), problem: null })
        }
      } catch (problem) {
        if (signal.aborted) return
        const verdict = await this.options.judge(problem)
        this.isOver = verdict === 'never'
        this.set({ ...this.state, problem })
        if (this.isOver) return
        await this.rest(signal, verdict === 'again' ? 0 : RETRY_MS)
      }
    }
  }

  private popTakeOver(): boolean {
    const { isTakeOver } = this
    this.isTakeOver = false
    return isTakeOver
  }

  private isToRest(): boolean {
    if (this.isDoubted || this.state.access?.state !== 'ready') return false
    return this.state.access.token !== this.refused && this.getLeftMs() > RENEW_BEFORE_MS
  }

  private async rest(signal: AbortSignal, durationMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        document.removeEventListener('visibilitychange', finish)
        signal.removeEventListener('abort', finish)
        this.wake = () => {}
        resolve()
      }
      const timer = Number.isFinite(durationMs) ? setTimeout(finish, durationMs) : undefined
      // Timers of hidden tabs are slow: whoever comes back must not meet an old token.
      document.addEventListener('visibilitychange', finish)
      signal.addEventListener('abort', finish)
      this.wake = finish
    })
  }

  private async waitForChange(durationMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        unsubscribe()
        resolve()
      }
      const unsubscribe = this.subscribe(finish)
      const timer = setTimeout(finish, durationMs)
    })
  }

  private set(state: AccessState): void {
    this.state = state
    for (const listener of this.listeners) listener()
  }

  private now(): number {
    return (this.options.now ?? Date.now)()
  }
}
