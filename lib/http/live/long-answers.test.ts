import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { addLongAnswer, closeLongAnswers, requireRoomForAnswer } from './long-answers.ts'

const remove: (() => void)[] = []

afterEach(() => {
  for (const one of remove.splice(0)) one()
})

/** Opens as many as are let in, one for each of these people. */
function open(people: readonly string[]): number {
  let count = 0
  for (const userUid of people) {
    try {
      requireRoomForAnswer(userUid)
    } catch (error) {
      if (error instanceof AppError && error.code === 'TOO_MANY_REQUESTS') continue
      throw error
    }
    remove.push(addLongAnswer({ userUid, end: vi.fn<() => void>() }))
    count += 1
  }
  return count
}

test('of a thousand followers, each of them somebody else, a process feeds three hundred', () => {
  expect(open(Array.from({ length: 1000 }, (_, index) => `person-${index}`))).toBe(300)
  remove.pop()?.()
  expect(open(['late-1', 'late-2'])).toBe(1)
})

test('one person has ten, and takes nobody else’s place', () => {
  expect(open(Array.from({ length: 1000 }, () => 'greedy'))).toBe(10)
  expect(open(['modest'])).toBe(1)
  remove.shift()?.()
  expect(open(['greedy', 'greedy'])).toBe(1)
})

test('all of them end together', () => {
  const ends = ['a', 'b'].map((userUid) => {
    const end = vi.fn<() => void>()
    remove.push(addLongAnswer({ userUid, end }))
    return end
  })
  closeLongAnswers()
  for (const end of ends) expect(end).toHaveBeenCalledOnce()
})
