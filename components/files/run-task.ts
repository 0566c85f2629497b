import type { ClashRule, ProgressLine } from '#lib/files/protocol/requests.ts'

export interface DoneItem {
  from: string
  /** Null when it was skipped, or is gone. */
  to: string | null
  trashId: string | null
}

export interface FailedItem {
  from: string
  code: string
  clashesWith: string | null
}

export interface Outcome {
  done: DoneItem[]
  failed: FailedItem[]
}

export interface TaskProgress {
  doneItems: number
  totalItems: number | null
}

/** Follows one call to its end. */
export async function collectOutcome(
  lines: AsyncIterable<ProgressLine>,
  onProgress: (progress: TaskProgress) => void = () => {},
): Promise<Outcome> {
  const outcome: Outcome = { done: [], failed: [] }
  for await (const line of lines) {
    if (line.type === 'progress') onProgress({ doneItems: line.doneItems, totalItems: line.totalItems })
    else if (line.type === 'item') outcome.done.push({ from: line.from, to: line.to, trashId: line.trashId })
    else if (line.type === 'failed') {
      outcome.failed.push({ from: line.from, code: line.code, clashesWith: line.clashesWith })
    }
  }
  return outcome
}

export type ClashChoice = Exclude<ClashRule, 'fail'>

export interface ClashAnswer {
  rule: ClashChoice
  isForAll: boolean
}

export interface SettleOptions<T> {
  items: readonly T[]
  toFrom: (item: T) => string
  send: (items: readonly T[], clash: ClashRule) => Promise<Outcome>
  /** Null: no more of it. `rest` is how many others are taken as well. */
  ask: (clash: { item: FailedItem; rest: number }) => Promise<ClashAnswer | null>
}

/** Does it, asks about each name that is taken, and does those again by the answer. */
export async function settleClashes<T>({ items, toFrom, send, ask }: SettleOptions<T>): Promise<Outcome> {
  const first = await send(items, 'fail')
  const isTaken = ({ code }: FailedItem) => code === 'NAME_TAKEN'
  const taken = first.failed.filter(isTaken)
  const outcome: Outcome = { done: first.done, failed: first.failed.filter((item) => !isTaken(item)) }
  const byRule = new Map<ClashChoice, Set<string>>()
  for (let at = 0; at < taken.length; at += 1) {
    const item = taken[at]
    if (!item) break
    const answer = await ask({ item, rest: taken.length - at - 1 })
    if (!answer) break
    const answered = answer.isForAll ? taken.slice(at) : [item]
    const chosen = byRule.get(answer.rule) ?? new Set()
    byRule.set(answer.rule, new Set([...chosen, ...answered.map(({ from }) => from)]))
    if (answer.isForAll) break
  }
  for (const [rule, froms] of byRule) {
    if (rule === 'skip') continue
    const again = await send(
      items.filter((item) => froms.has(toFrom(item))),
      rule,
    )
    outcome.done.push(...again.done)
    outcome.failed.push(...again.failed)
  }
  return outcome
}
