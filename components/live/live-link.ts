import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import type { StreamEvent } from './event-parser.ts'
import { openEventStream } from './event-stream.ts'
import { type LiveNews, type LiveState, type LiveWish, type TabMessage, toStaleSince } from './live-message.ts'
import { RecentNews } from './recent-news.ts'

export interface LiveLinkOptions {
  /** Tabs with the same key share one stream: the person's uid. */
  key: string
  /** Of the portal: "https://moorage.example.org". */
  origin: string
  wish: LiveWish
  /** Up to where the tab knows everything. */
  position: string | null
  staleSince: LiveState['staleSince']
  onNews: (news: LiveNews) => void
  onState: (state: LiveState) => void
  /** Whether a session that a stream was refused for can be had again: its claims may only have grown too old. */
  renewSession: () => Promise<boolean>
}

// So that the tabs that are there already have said what they want before the stream is opened.
const GATHER_MS = 100
const SESSION_RETRY_MS = 20_000
const NOTHING: LiveWish = { spaces: [], isAdmin: false }

/**
 * One stream for all tabs of a browser, because HTTP/1.1 allows six connections to a server: the tab that holds the lock
 * reads it and passes everything on; when it is closed, the browser gives the lock to another one. Without locks (the
 * portal is reached without https) each tab has its own stream.
 */
export class LiveLink {
  private readonly tab = crypto.randomUUID()
  private readonly options: LiveLinkOptions
  private readonly channel: BroadcastChannel
  private readonly closing = new AbortController()
  private readonly recent = new RecentNews()
  private readonly wishes = new Map<string, LiveWish>()
  private wish: LiveWish
  private position: string | null
  private state: LiveState
  private isLeader = false
  private stream: { close: () => void } | undefined
  private streamWish: LiveWish = NOTHING
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: LiveLinkOptions) {
    this.options = options
    this.wish = options.wish
    this.position = options.position
    this.state = { status: 'starting', staleSince: options.staleSince }
    this.channel = new BroadcastChannel(`moorage-live ${options.key}`)
    this.channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => this.hear(data))
    this.sayHello()
    void this.waitForLead()
  }

  /** From now on the tab wants something else; `position` is that of the page that was made with it. */
  update(wish: LiveWish, position: string | null): void {
    this.wish = wish
    if (this.isLeader) {
      this.wishes.set(this.tab, wish)
      this.openSoon()
    } else {
      this.position = position ?? this.position
      this.sayHello()
    }
  }

  close(): void {
    if (this.closing.signal.aborted) return
    this.tell({ kind: 'bye', tab: this.tab })
    this.closing.abort()
    clearTimeout(this.timer)
    this.stream?.close()
    this.channel.close()
  }

  private async waitForLead(): Promise<void> {
    const { signal } = this.closing
    if (!('locks' in navigator)) {
      this.lead()
      return
    }
    const holdForLife = () => {
      this.lead()
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    }
    await navigator.locks.request(`moorage-live ${this.options.key}`, { signal }, holdForLife).catch(() => {})
  }

  private lead(): void {
    if (this.closing.signal.aborted) return
    this.isLeader = true
    this.wishes.clear()
    this.wishes.set(this.tab, this.wish)
    this.tell({ kind: 'leader' })
    this.openSoon()
  }

  private hear(message: TabMessage): void {
    if (message.kind === 'hello' || message.kind === 'bye') {
      if (this.isLeader) this.answer(message)
      return
    }
    if (this.isLeader) return
    if (message.kind === 'leader') this.sayHello()
    else if (message.kind === 'state') this.setState(message.state)
    else if (message.kind === 'news') this.take(message.news)
    else if (message.tab === this.tab) for (const news of message.news) this.take(news)
  }

  private answer(message: Extract<TabMessage, { kind: 'hello' | 'bye' }>): void {
    const { tab } = message
    if (message.kind === 'bye') {
      this.wishes.delete(tab)
      return
    }
    const { wish, position } = message
    this.wishes.set(tab, wish)
    this.tell({ kind: 'state', state: this.state })
    // Before the first stream there is nothing to tell; what a tab asks for on top of it, nobody has listened to yet.
    const isCovered = covers(this.streamWish, wish)
    const missed = isCovered ? this.recent.list(position) : null
    if (this.stream) this.tell({ kind: 'catch-up', tab, news: missed ?? [{ kind: 'resync', position: null }] })
    if (!isCovered) this.openSoon()
  }

  private openSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.open(), GATHER_MS)
  }

  private open(): void {
    const wish = joinWishes([...this.wishes.values()])
    if (this.stream && covers(this.streamWish, wish)) return
    this.stream?.close()
    this.streamWish = wish
    this.recent.start(this.position)
    if (wish.spaces.length === 0 && !wish.isAdmin) {
      this.stream = undefined
      return
    }
    const { origin } = this.options
    this.stream = openEventStream({
      getUrl: (since) => `${origin}${routes.api.events({ ...wish, ...(since ? { since } : {}) })}`,
      position: this.position,
      onEvent: (event) => this.receive(event),
      onConnection: (connection) => this.announce({ status: connection === 'open' ? 'live' : 'waiting' }),
      onEnd: (reason) => void this.end(reason),
    })
  }

  private async end(reason: 'signed-out' | 'access-changed'): Promise<void> {
    this.stream = undefined
    // Each tab says again what it wants, when its page knows what there is now.
    this.streamWish = NOTHING
    this.wishes.clear()
    this.wishes.set(this.tab, this.wish)
    if (reason === 'signed-out' && (await this.options.renewSession())) {
      this.tell({ kind: 'leader' })
      this.openSoon()
      return
    }
    this.announce({ status: reason })
    // Whoever could not say whether the session is over may know by then; who is signed out has left the page.
    if (reason === 'signed-out') this.timer = setTimeout(() => this.open(), SESSION_RETRY_MS)
  }

  private receive({ id, name, data }: StreamEvent): void {
    if (name === 'cluster') this.announce({ staleSince: toStaleSince(JSON.parse(data), Date.now()) })
    else if (name === 'change') this.spread({ kind: 'change', change: JSON.parse(data), position: id })
    else if (name === 'resync') this.spread({ kind: 'resync', position: id })
    // The first position of a stream that began with none.
    else if (name === 'ready' && id !== null) {
      this.position = id
      this.recent.start(id)
    }
  }

  private spread(news: LiveNews): void {
    this.recent.add(news)
    this.tell({ kind: 'news', news })
    this.take(news)
  }

  private announce(part: Partial<LiveState>): void {
    this.setState({ ...this.state, ...part })
    this.tell({ kind: 'state', state: this.state })
  }

  private take(news: LiveNews): void {
    this.position = news.position ?? this.position
    this.options.onNews(news)
  }

  private setState(state: LiveState): void {
    this.state = state
    this.options.onState(state)
  }

  private sayHello(): void {
    this.tell({ kind: 'hello', tab: this.tab, wish: this.wish, position: this.position })
  }

  private tell(message: TabMessage): void {
    if (!this.closing.signal.aborted) this.channel.postMessage(message)
  }
}

function covers(known: LiveWish, wanted: LiveWish): boolean {
  return (known.isAdmin || !wanted.isAdmin) && wanted.spaces.every((space) => known.spaces.includes(space))
}

function joinWishes(wishes: readonly LiveWish[]): LiveWish {
  return {
    spaces: [...new Set<SpaceId>(wishes.flatMap(({ spaces }) => spaces))].toSorted(),
    isAdmin: wishes.some(({ isAdmin }) => isAdmin),
  }
}
