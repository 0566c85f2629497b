import { expect, test } from 'vitest'
import { toExplanation } from '#lib/workloads/explain-reasons.ts'
import type { Reason } from '#lib/workloads/explain-reasons.ts'
import { SettledExplanations } from './settled-explanations.ts'

const say = (reason: Reason, uid = 'a') => ({ uid, explanation: toExplanation({ reason }) })

let nowMs = 0
const create = () => new SettledExplanations(() => nowMs)

function show(settled: SettledExplanations, item: ReturnType<typeof say>, seconds: number) {
  nowMs = seconds * 1000
  const { items, againAtMs } = settled.settle([item])
  return { reason: items[0]?.explanation.reason, again: againAtMs === null ? null : againAtMs / 1000 }
}

test('a program that crashes again and again does not look fine in between', () => {
  const settled = create()
  expect(show(settled, say('crash-loop'), 0)).toEqual({ reason: 'crash-loop', again: null })
  expect(show(settled, say('running'), 2)).toEqual({ reason: 'crash-loop', again: 10 })
  // The worse is said once more, and its time begins anew.
  expect(show(settled, say('crash-loop'), 6)).toEqual({ reason: 'crash-loop', again: null })
  expect(show(settled, say('running'), 12)).toEqual({ reason: 'crash-loop', again: 16 })
  expect(show(settled, say('running'), 16)).toEqual({ reason: 'running', again: null })
})

test('what is made anew under another uid starts afresh, and lists without anything held back stay the same', () => {
  const settled = create()
  show(settled, say('crash-loop'), 0)
  const fresh = [say('running', 'b')]
  expect(settled.settle(fresh)).toEqual({ items: fresh, againAtMs: null })
  expect(settled.settle(fresh).items).toBe(fresh)
})
