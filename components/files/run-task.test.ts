import { expect, it } from 'vitest'
import type { ClashRule, ProgressLine } from '#lib/files/protocol/requests.ts'
import { type ClashAnswer, collectOutcome, type FailedItem, settleClashes } from './run-task.ts'

async function* say(lines: ProgressLine[]) {
  yield* lines
}

it('collects what was done, what failed and how far it is', async () => {
  const seen: number[] = []
  const lines: ProgressLine[] = [
    { type: 'progress', doneItems: 1, totalItems: 3, doneBytes: 0, totalBytes: null },
    { type: 'item', from: 'a', to: 'b/a', trashId: null },
    { type: 'failed', from: 'c', code: 'NAME_TAKEN', clashesWith: 'b/c' },
    { type: 'done', doneItems: 1, failedItems: 1, doneBytes: 0 },
  ]
  const outcome = await collectOutcome(say(lines), ({ doneItems }) => seen.push(doneItems))
  expect(outcome).toEqual({
    done: [{ from: 'a', to: 'b/a', trashId: null }],
    failed: [{ from: 'c', code: 'NAME_TAKEN', clashesWith: 'b/c' }],
  })
  expect(seen).toEqual([1])
})

/** A folder in which some names are taken. */
function prepare(taken: string[], answers: (ClashAnswer | null)[]) {
  const sent: { items: readonly string[]; clash: ClashRule }[] = []
  const asked: { name: string; rest: number }[] = []
  const send = async (items: readonly string[], clash: ClashRule) => {
    sent.push({ items, clash })
    const isFree = (item: string) => clash !== 'fail' || !taken.includes(item)
    const failed: FailedItem[] = items
      .filter((item) => !isFree(item))
      .map((from) => ({ from, code: 'NAME_TAKEN', clashesWith: from }))
    return { done: items.filter(isFree).map((from) => ({ from, to: `to/${from}`, trashId: null })), failed }
  }
  const ask = async ({ item, rest }: { item: FailedItem; rest: number }) => {
    asked.push({ name: item.from, rest })
    return answers.shift() ?? null
  }
  const run = (items: string[]) => settleClashes({ items, toFrom: (item) => item, send, ask })
  return { run, sent, asked }
}

it('asks about each name that is taken and does those again', async () => {
  const { run, sent, asked } = prepare(
    ['a', 'c'],
    [
      { rule: 'replace', isForAll: false },
      { rule: 'keep-both', isForAll: false },
    ],
  )
  const { done, failed } = await run(['a', 'b', 'c'])
  expect(asked).toEqual([
    { name: 'a', rest: 1 },
    { name: 'c', rest: 0 },
  ])
  expect(sent.slice(1)).toEqual([
    { items: ['a'], clash: 'replace' },
    { items: ['c'], clash: 'keep-both' },
  ])
  expect([done.length, failed.length]).toEqual([3, 0])
})

it('asks once when the answer is for all', async () => {
  const { run, sent, asked } = prepare(['a', 'b'], [{ rule: 'keep-both', isForAll: true }])
  await run(['a', 'b'])
  expect(asked).toHaveLength(1)
  expect(sent.at(-1)).toEqual({ items: ['a', 'b'], clash: 'keep-both' })
})

it('sends nothing again for what is skipped or given up', async () => {
  const { run, sent } = prepare(['a', 'b'], [{ rule: 'skip', isForAll: false }, null])
  const { done } = await run(['a', 'b', 'c'])
  expect(sent).toHaveLength(1)
  expect(done.map(({ from }) => from)).toEqual(['c'])
})
