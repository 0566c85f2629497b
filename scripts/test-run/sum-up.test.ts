import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Stage } from './plan-stages.ts'
import type { StageResult } from './run-stages.ts'
import { sumUp } from './sum-up.ts'

let dir = ''

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'moorage-reports-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true })
})

function buildResult(name: string, state: StageResult['state'], report?: Stage['report']): StageResult {
  return { stage: { name, command: name, args: [], report }, state, seconds: 1.25 }
}

function buildVitest(state: StageResult['state'], counts: { passed: number; failed: number } | null): StageResult {
  const file = path.join(dir, `${crypto.randomUUID()}.json`)
  if (counts) {
    writeFileSync(file, JSON.stringify({ numPassedTests: counts.passed, numFailedTests: counts.failed }))
  }
  return buildResult('unit', state, { file, form: 'vitest' })
}

const getLastLine = (results: StageResult[]) => sumUp(results).lines.at(-1)

test('adds up what both test runners counted', () => {
  const file = path.join(dir, 'e2e.json')
  writeFileSync(file, JSON.stringify({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 } }))
  const e2e = buildResult('e2e', 'failed', { file, form: 'playwright' })
  const { lines } = sumUp([buildResult('check', 'good'), buildVitest('good', { passed: 10, failed: 0 }), e2e])
  expect(lines).toEqual([
    'check             1.3 s',
    'unit              1.3 s',
    'e2e               1.3 s  failed',
    '',
    '16 passed, 1 failed',
  ])
})

test.each([
  ['a stage without tests fails', () => buildResult('check', 'failed')],
  ['a test runner breaks before it counts', () => buildVitest('failed', null)],
  ['a test runner fails although its tests passed', () => buildVitest('failed', { passed: 0, failed: 0 })],
  ['a chosen part runs no test', () => buildVitest('good', { passed: 0, failed: 0 })],
  ['a stage was not run', () => buildResult('e2e', 'not run')],
])('counts one failure when %s', (_, build) => {
  expect(getLastLine([build()])).toBe('0 passed, 1 failed')
})

test('names each test that failed, with the first line of why', () => {
  const file = path.join(dir, 'unit.json')
  const name = path.resolve('lib/errors.test.ts')
  const assertionResults = [
    { status: 'passed', fullName: 'is kept', failureMessages: [] },
    { status: 'failed', fullName: 'is lost', failureMessages: ['AssertionError: expected 1\n    at …'] },
  ]
  const report = { numPassedTests: 1, numFailedTests: 1, testResults: [{ name, assertionResults }] }
  writeFileSync(file, JSON.stringify(report))
  const journeys = path.join(dir, 'e2e.json')
  const specs = [
    { title: 'signs in', file: 'sign-in.e2e.ts', ok: false, tests: [{ status: 'unexpected' }] },
    { title: 'signs out', file: 'sign-in.e2e.ts', ok: true, tests: [{ status: 'flaky' }] },
  ]
  const stats = { expected: 0, unexpected: 1, flaky: 1 }
  writeFileSync(journeys, JSON.stringify({ stats, suites: [{ specs: [], suites: [{ specs }] }] }))
  const { lines } = sumUp([
    buildResult('unit', 'failed', { file, form: 'vitest' }),
    buildResult('e2e', 'failed', { file: journeys, form: 'playwright' }),
  ])
  expect(lines).toContain('  ✗ lib/errors.test.ts › is lost: AssertionError: expected 1')
  expect(lines).toContain('  ✗ sign-in.e2e.ts › signs in')
  expect(lines).toContain('  ↻ sign-in.e2e.ts › signs out')
  expect(lines.at(-1)).toBe('2 passed, 2 failed')
})

test('what was not run because of a failure is no second failure', () => {
  expect(getLastLine([buildResult('build', 'failed'), buildResult('e2e', 'not run')])).toBe('0 passed, 1 failed')
})
