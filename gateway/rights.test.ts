import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Check, CheckAnswer, Question } from '#lib/workloads/schema-tickets.ts'
import { CHECK_EVERY_MS, Rights } from './rights.ts'

const check = (host: string): Check => ({ use: 'public', host })
const VALID: CheckAnswer = { state: 'valid', route: null, isSeen: true }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start(answer: (check: Check) => CheckAnswer | null) {
  const asked: Question[][] = []
  const rights = new Rights(async (questions) => {
    asked.push([...questions])
    const answers = questions.map(({ check: one }) => answer(one))
    if (answers.includes(null)) throw new Error('The portal is away.')
    return answers.filter((one) => one !== null)
  })
  return { rights, asked }
}

test('what is asked at once is one question, and an answer serves for a while', async () => {
  const { rights, asked } = start(() => VALID)
  await Promise.all([rights.get(check('a')), rights.get(check('b')), rights.get(check('a'))])
  await rights.get(check('a'))
  expect(asked).toEqual([['a', 'b'].map((host) => ({ check: check(host), isUsed: true }))])
})

test('what is held is asked about again, and ends with the right', async () => {
  let answer: CheckAnswer = VALID
  const { rights, asked } = start(() => answer)
  const end = vi.fn<() => void>()
  const stayed = vi.fn<() => void>()
  await rights.get(check('a'))
  rights.hold(check('a'), end)
  rights.hold(check('a'), stayed)()
  await vi.advanceTimersByTimeAsync(5 * CHECK_EVERY_MS)
  expect(end).not.toHaveBeenCalled()
  // That it is open does not mean that somebody uses it.
  expect(asked.at(-1)).toEqual([{ check: check('a'), isUsed: false }])
  answer = { state: 'ended' }
  await vi.advanceTimersByTimeAsync(CHECK_EVERY_MS)
  expect(end).toHaveBeenCalledOnce()
  expect(stayed).not.toHaveBeenCalled()
  expect(await rights.get(check('a'))).toEqual({ state: 'ended' })
})

test('without the portal what it allowed goes on for a minute, and nothing new begins', async () => {
  let answer: CheckAnswer | null = VALID
  const { rights } = start(() => answer)
  const end = vi.fn<() => void>()
  await rights.get(check('a'))
  rights.hold(check('a'), end)
  answer = null
  await vi.advanceTimersByTimeAsync(50_000)
  expect((await rights.get(check('a'))).state).toBe('valid')
  expect((await rights.get(check('b'))).state).toBe('unknown')
  expect(end).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(15_000)
  expect(end).toHaveBeenCalledOnce()
})
