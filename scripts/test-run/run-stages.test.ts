import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Stage } from './plan-stages.ts'
import { runStages } from './run-stages.ts'

let dir = ''

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'moorage-stages-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true })
})

function buildStage(name: string, script: string, more: Partial<Stage> = {}): Stage {
  return { name, command: 'sh', args: ['-c', script], env: { DIR: dir }, ...more }
}

async function run(stages: Stage[], say: (line: string) => void = () => {}) {
  return (await runStages(stages, say)).map(({ stage, state }) => `${stage.name}: ${state}`)
}

test('what needs a failed stage is not run, what does not need it is', async () => {
  const states = await run([
    buildStage('build', 'exit 3'),
    buildStage('e2e', 'true', { needs: ['build'] }),
    buildStage('more', 'true', { needs: ['e2e'] }),
    buildStage('unit', 'true'),
  ])
  expect(states).toEqual(['build: failed', 'e2e: not run', 'more: not run', 'unit: good'])
})

test('a command that does not exist is a failure', async () => {
  const stage = { name: 'missing', command: 'moorage-has-no-such-command', args: [] }
  const lines: string[] = []
  expect(await run([stage], (line) => lines.push(line))).toEqual(['missing: failed'])
  expect(lines.at(-1)).toContain('moorage-has-no-such-command could not be started')
})

test('the clean-up runs after a failure, and not when nothing was begun', async () => {
  const down = buildStage('down', 'touch $DIR/down', { cleansUp: 'up' })
  expect(await run([buildStage('up', 'true', { needs: ['setup'] }), down])).toEqual(['up: not run', 'down: not run'])
  expect(await run([buildStage('up', 'exit 1'), down])).toEqual(['up: failed', 'down: good'])
  expect(existsSync(path.join(dir, 'down'))).toBe(true)
})

test('Ctrl-C ends the stage in work with its children, skips the rest, and cleans up', async () => {
  const running = run([
    buildStage('up', 'true'),
    buildStage('tests', 'touch $DIR/begun; sleep 600 & wait', { needs: ['up'] }),
    buildStage('more', 'true', { needs: ['up'] }),
    buildStage('down', 'sleep 0.2; touch $DIR/down', { cleansUp: 'up' }),
  ])
  await vi.waitUntil(() => existsSync(path.join(dir, 'begun')), { timeout: 10_000 })
  process.emit('SIGINT')
  process.emit('SIGINT')
  expect(await running).toEqual(['up: good', 'tests: failed', 'more: not run', 'down: good'])
  expect(existsSync(path.join(dir, 'down'))).toBe(true)
})

test('one beside the others runs while they do, and is waited for by what needs it', async () => {
  const states = await run([
    buildStage('build', 'until test -e $DIR/meanwhile; do sleep 0.02; done; touch $DIR/built', { isBeside: true }),
    buildStage('tests', 'touch $DIR/meanwhile'),
    buildStage('up', 'test -e $DIR/built', { needs: ['build'] }),
  ])
  expect(states).toEqual(['build: good', 'tests: good', 'up: good'])
  expect(
    await run([
      buildStage('build', 'exit 1', { isBeside: true }),
      buildStage('up', 'touch $DIR/up', { needs: ['build'] }),
    ]),
  ).toEqual(['build: failed', 'up: not run'])
})
