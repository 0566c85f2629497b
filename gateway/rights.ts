import { CHECKS_MAX } from '#lib/workloads/schema-tickets.ts'
import type { Check, CheckAnswer, Question } from '#lib/workloads/schema-tickets.ts'

/** How often what is in use is asked about. Whoever loses a right is cut off within this time and one answer's. */
export const CHECK_EVERY_MS = 2000
/** An answer counts for so long; what is used is asked about again before that. */
const FRESH_MS = 2 * CHECK_EVERY_MS
/** While the portal does not answer, what it last allowed goes on: a new version of it must not end every terminal. */
const WITHOUT_PORTAL_MS = 60_000
/** What nobody asked for since then is forgotten. */
const UNUSED_MS = 30_000
const KEPT_MAX = 20_000

interface Entry {
  check: Check
  answer: CheckAnswer | null
  answeredAt: number
  usedAt: number
  /** Since the last question. */
  isUsed: boolean
  /** The answer that is on its way. */
  asking: Promise<CheckAnswer> | null
  holders: Set<() => void>
}

interface Asked {
  entry: Entry
  resolve: (answer: CheckAnswer) => void
}

/** What the portal said of rights, asked again and again while they are used. */
export class Rights {
  private readonly ask: (questions: readonly Question[]) => Promise<CheckAnswer[]>
  private readonly entries = new Map<string, Entry>()
  private questions: Asked[] = []

  constructor(ask: (questions: readonly Question[]) => Promise<CheckAnswer[]>) {
    this.ask = ask
    setInterval(() => this.askAgain(), CHECK_EVERY_MS).unref()
  }

  /** An answer that is a few seconds old at most; `unknown` when there is none. */
  async get(check: Check): Promise<CheckAnswer> {
    const entry = this.getEntry(check)
    noteUse(entry)
    if (entry.answer && performance.now() - entry.answeredAt < FRESH_MS) return entry.answer
    return this.askFor(entry)
  }

  /** The same, asked now. */
  async getNew(check: Check): Promise<CheckAnswer> {
    const entry = this.getEntry(check)
    noteUse(entry)
    return this.askFor(entry)
  }

  /** Somebody does something with what is open. */
  touch(check: Check): void {
    noteUse(this.getEntry(check))
  }

  /** `end` is called once, when the right ends. Returns how to stop that. */
  hold(check: Check, end: () => void): () => void {
    const entry = this.getEntry(check)
    entry.holders.add(end)
    return () => {
      entry.holders.delete(end)
      entry.usedAt = performance.now()
    }
  }

  private getEntry(check: Check): Entry {
    const key = toKey(check)
    const known = this.entries.get(key)
    if (known) return known
    if (this.entries.size >= KEPT_MAX) this.forget(0)
    const entry = {
      check,
      answer: null,
      answeredAt: -Infinity,
      usedAt: performance.now(),
      isUsed: false,
      asking: null,
      holders: new Set<() => void>(),
    }
    this.entries.set(key, entry)
    return entry
  }

  private askFor(entry: Entry): Promise<CheckAnswer> {
    entry.asking ??= new Promise<CheckAnswer>((resolve) => {
      this.questions.push({ entry, resolve })
      // What comes in one turn goes in one question.
      if (this.questions.length === 1) queueMicrotask(() => void this.send())
    }).finally(() => {
      entry.asking = null
    })
    return entry.asking
  }

  private async send(): Promise<void> {
    const questions = this.questions
    this.questions = []
    const parts = Array.from({ length: Math.ceil(questions.length / CHECKS_MAX) }, (_, at) =>
      questions.slice(at * CHECKS_MAX, (at + 1) * CHECKS_MAX),
    )
    await Promise.all(
      parts.map(async (part) => {
        const askedAt = performance.now()
        const answers = await this.ask(part.map(({ entry }) => toQuestion(entry))).catch(() => [])
        for (const [at, { entry, resolve }] of part.entries()) {
          resolve(this.take(entry, answers[at] ?? { state: 'unknown' }, askedAt))
        }
      }),
    )
  }

  private take(entry: Entry, answer: CheckAnswer, askedAt: number): CheckAnswer {
    if (answer.state === 'unknown') {
      const isKept = entry.answer?.state === 'valid' && askedAt - entry.answeredAt < WITHOUT_PORTAL_MS
      if (isKept && entry.answer) return entry.answer
    } else {
      entry.answer = answer
      entry.answeredAt = askedAt
    }
    if (answer.state !== 'valid') {
      const holders = [...entry.holders]
      entry.holders.clear()
      for (const end of holders) end()
    }
    return answer
  }

  private askAgain(): void {
    this.forget(UNUSED_MS)
    const since = performance.now() - UNUSED_MS / 2
    for (const entry of this.entries.values()) {
      const isInUse = entry.holders.size > 0 || entry.usedAt > since
      if (isInUse) void this.askFor(entry)
    }
  }

  private forget(unusedMs: number): void {
    const before = performance.now() - unusedMs
    for (const [key, entry] of this.entries) {
      if (entry.holders.size === 0 && entry.usedAt <= before && !entry.asking) this.entries.delete(key)
    }
  }
}

function noteUse(entry: Entry): void {
  entry.usedAt = performance.now()
  entry.isUsed = true
}

// The check of a cookie is the same object for each of its requests.
const keys = new WeakMap<Check, string>()

function toKey(check: Check): string {
  const known = keys.get(check) ?? JSON.stringify(check)
  keys.set(check, known)
  return known
}

function toQuestion(entry: Entry): Question {
  const { check, isUsed } = entry
  entry.isUsed = false
  return { check, isUsed }
}
