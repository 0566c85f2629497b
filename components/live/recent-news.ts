import type { LiveNews } from './live-message.ts'

const KEPT = 300

/** A position is "process-number"; those of two processes cannot be compared. */
function parsePosition(position: string | null): { process: string; number: number } | null {
  const [, process = '', digits] = /^([0-9a-f]+)-(\d+)$/.exec(position ?? '') ?? []
  return digits === undefined ? null : { process, number: Number(digits) }
}

/** The latest news, so that a tab that comes later hears what happened since its page was made. */
export class RecentNews {
  private news: LiveNews[] = []
  /** Everything after this is in here; null while nothing is known. */
  private since: string | null = null

  /** Begins anew with a stream that tells everything after this position. */
  start(since: string | null): void {
    this.news = []
    this.since = since
  }

  add(news: LiveNews): void {
    if (news.kind === 'resync') {
      this.start(news.position)
      return
    }
    this.news.push(news)
    if (this.news.length > KEPT) this.since = this.news.shift()?.position ?? null
  }

  /** What came after a position; null when some of it is not known any more. */
  list(position: string | null): LiveNews[] | null {
    const from = parsePosition(position)
    const start = parsePosition(this.since)
    if (!from || !start || from.process !== start.process || from.number < start.number) return null
    return this.news.filter((news) => {
      const at = parsePosition(news.position)
      return !at || at.process !== from.process || at.number > from.number
    })
  }
}
