import { expect, test } from 'vitest'
import { createWorkQueue } from './work-queue.ts'

const AT_ONCE = () => 0

/** Work that goes on only when the test lets it. */
function createGate() {
  const started: string[] = []
  const ends = new Map<string, PromiseWithResolvers<void>>()
  const work = (key: string) => {
    started.push(key)
    const end = Promise.withResolvers<void>()
    ends.set(key, end)
    return end.promise
  }
  return {
    started,
    work,
    finish: (key: string) => ends.get(key)?.resolve(),
    fail: (key: string) => ends.get(key)?.reject(new Error('failed')),
  }
}

test('works on as many keys at a time as allowed, and on each key once at a time', async () => {
  const gate = createGate()
  const queue = createWorkQueue({ parallel: 2, work: gate.work })
  for (const key of ['a', 'a', 'b', 'c']) queue.add(key)
  expect(gate.started).toEqual(['a', 'b'])
  queue.add('a')
  gate.finish('b')
  await expect.poll(() => gate.started).toEqual(['a', 'b', 'c'])
  gate.finish('a')
  await expect.poll(() => gate.started).toEqual(['a', 'b', 'c', 'a'])
  gate.finish('a')
  gate.finish('c')
  await queue.stop()
})

test('repeats what failed, with a pause that knows how often', async () => {
  const gate = createGate()
  const counts: number[] = []
  const backoffMs = (failures: number) => {
    counts.push(failures)
    return 0
  }
  const queue = createWorkQueue({ parallel: 1, work: gate.work, backoffMs })
  queue.add('a')
  gate.fail('a')
  await expect.poll(() => gate.started.length).toBe(2)
  gate.fail('a')
  await expect.poll(() => gate.started.length).toBe(3)
  gate.finish('a')
  await queue.stop()
  expect(counts).toEqual([1, 2])
})

test('a failing key does not keep others back', async () => {
  const done: string[] = []
  const queue = createWorkQueue({
    parallel: 1,
    backoffMs: () => 60_000,
    work: async (key) => {
      if (key === 'bad') throw new Error('failed')
      done.push(key)
    },
  })
  queue.add('bad')
  queue.add('good')
  await expect.poll(() => done).toEqual(['good'])
  await queue.stop()
})

test('stop waits for what runs and begins nothing new', async () => {
  const gate = createGate()
  const queue = createWorkQueue({ parallel: 1, work: gate.work, backoffMs: AT_ONCE })
  queue.add('a')
  queue.add('b')
  let isStopped = false
  const stopped = queue.stop().then(() => (isStopped = true))
  queue.add('c')
  await Promise.resolve()
  expect(isStopped).toBe(false)
  gate.fail('a')
  await stopped
  expect(gate.started).toEqual(['a'])
})
