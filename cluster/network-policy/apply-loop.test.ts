import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ApplyLoop } from './apply-loop.ts'

/** A kernel of one variable, whose loads end when the test says so. */
function start(first: string) {
  const world = { wanted: first, loaded: [] as string[], failing: 0, problems: 0 }
  let open: (() => void)[] = []
  let isHeld = false
  const loop = new ApplyLoop({
    render: () => world.wanted,
    async load(ruleset) {
      if (isHeld) await new Promise<void>((resolve) => open.push(resolve))
      if (world.failing > 0) {
        world.failing -= 1
        throw new Error('refused')
      }
      world.loaded.push(ruleset)
    },
    onLoaded: () => undefined,
    onFailed: () => (world.problems += 1),
  })
  return {
    world,
    loop,
    hold: () => (isHeld = true),
    release: () => {
      isHeld = false
      for (const resolve of open) resolve()
      open = []
    },
  }
}

test('several changes of one moment are one load', async () => {
  const { world, loop } = start('a')
  for (const text of ['a', 'b', 'c']) {
    world.wanted = text
    loop.request()
  }
  await loop.flush()
  expect(world.loaded).toEqual(['c'])
})

test('changes during a load are one load after it', async () => {
  const { world, loop, hold, release } = start('a')
  hold()
  const first = loop.flush()
  await nextTurn()
  await nextTurn()
  for (const text of ['b', 'c', 'd']) {
    world.wanted = text
    loop.request()
  }
  release()
  await first
  await loop.flush()
  expect(world.loaded.slice(0, 2)).toEqual(['a', 'd'])
})

test('a flush during a load waits for the load after it', async () => {
  const { world, loop, hold, release } = start('a')
  hold()
  const first = loop.flush()
  await nextTurn()
  await nextTurn()
  world.wanted = 'b'
  const second = loop.flush()
  release()
  await first
  expect(world.loaded).toEqual(['a'])
  await second
  expect(world.loaded).toEqual(['a', 'b'])
})

test('an unchanged text is loaded again only when somebody waits for it', async () => {
  const { world, loop } = start('a')
  await loop.flush()
  loop.request()
  await nextTurn()
  await nextTurn()
  await nextTurn()
  expect(world.loaded).toEqual(['a'])
  await loop.flush()
  expect(world.loaded).toEqual(['a', 'a'])
})

test('tries again until it succeeds, and serves those who wait only then', async () => {
  const { world, loop } = start('a')
  world.failing = 3
  await loop.flush()
  expect(world).toMatchObject({ loaded: ['a'], failing: 0, problems: 3 })
})

test('after a failure, loads even what it loaded before', async () => {
  const { world, loop } = start('a')
  await loop.flush()
  world.failing = 1
  world.wanted = 'b'
  loop.request()
  await expect.poll(() => world.problems).toBe(1)
  world.wanted = 'a'
  loop.request()
  await expect.poll(() => world.loaded).toEqual(['a', 'a'])
})

test('loads nothing more once stopped', async () => {
  const { world, loop } = start('a')
  await loop.flush()
  loop.stop()
  world.wanted = 'b'
  loop.request()
  await nextTurn()
  await nextTurn()
  expect(world.loaded).toEqual(['a'])
})
