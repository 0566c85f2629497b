import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { StageResult } from './run-stages.ts'

/** What a test runner counted, and which tests failed, one line each. */
interface Counts {
  passed: number
  failed: number
  failures: string[]
  /** Passed when they were tried again. */
  second: string[]
}

const vitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z
    .array(
      z.object({
        name: z.string(),
        assertionResults: z.array(
          z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
        ),
      }),
    )
    .default([]),
})

interface PlaywrightSuite {
  specs: { title: string; file: string; ok: boolean; tests: { status: string }[] }[]
  suites?: PlaywrightSuite[] | undefined
}
const playwrightSuite: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    specs: z.array(
      z.object({
        title: z.string(),
        file: z.string(),
        ok: z.boolean(),
        tests: z.array(z.object({ status: z.string() })).default([]),
      }),
    ),
    suites: z.array(playwrightSuite).optional(),
  }),
)
const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
  suites: z.array(playwrightSuite).default([]),
})

const REPORT: Record<'vitest' | 'playwright', (json: unknown) => Counts> = {
  vitest(json) {
    const report = vitestReport.parse(json)
    const failures = report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => {
          const [reason = ''] = (failureMessages?.[0] ?? '').split('\n')
          return `${path.relative(process.cwd(), name)} › ${fullName}: ${reason}`
        }),
    )
    return { passed: report.numPassedTests, failed: report.numFailedTests, failures, second: [] }
  },
  playwright(json) {
    const { stats, suites } = playwrightReport.parse(json)
    const specs = suites.flatMap(listSpecs)
    const toNames = (found: PlaywrightSuite['specs']) => found.map(({ file, title }) => `${file} › ${title}`)
    return {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      failures: toNames(specs.filter(({ ok }) => !ok)),
      second: toNames(specs.filter(({ ok, tests }) => ok && tests.some(({ status }) => status === 'flaky'))),
    }
  },
}

const listSpecs = (suite: PlaywrightSuite): PlaywrightSuite['specs'] => [
  ...suite.specs,
  ...(suite.suites ?? []).flatMap(listSpecs),
]

/**
 * The lines that close a run, the counts last. A stage that failed without a failed test counts as one failure, and
 * so does a test runner that ran nothing: the last line never says 0 failed about a run that is not green.
 */
export function sumUp(results: StageResult[]): { lines: string[]; passed: number; failed: number } {
  const lines: string[] = []
  const failures: string[] = []
  const second: string[] = []
  let passed = 0
  let failed = 0
  for (const result of results) {
    const counts = readCounts(result)
    passed += counts.passed
    failures.push(...counts.failures.map((failure) => `  ✗ ${failure}`))
    second.push(...counts.second.map((name) => `  ↻ ${name}`))
    const remark = toRemark(result, counts)
    failed += remark ? Math.max(counts.failed, 1) : 0
    const time = result.state === 'not run' ? 'not run' : `${result.seconds.toFixed(1)} s`
    lines.push(`${result.stage.name.padEnd(14)}${time.padStart(9)}  ${remark}`.trimEnd())
  }
  if (failed === 0 && results.some(({ state }) => state === 'not run')) failed = 1
  const named = failures.length === 0 ? [] : ['', 'What failed:', ...failures]
  if (second.length > 0) named.push('', 'What passed only when it was tried again:', ...second)
  return { lines: [...lines, ...named, '', `${passed} passed, ${failed} failed`], passed, failed }
}

function readCounts({ stage: { report } }: StageResult): Counts {
  if (!report || !existsSync(report.file)) return { passed: 0, failed: 0, failures: [], second: [] }
  return REPORT[report.form](JSON.parse(readFileSync(report.file, 'utf8')))
}

function toRemark({ stage, state }: StageResult, counts: Counts): string {
  if (state === 'not run') return ''
  if (state === 'failed' || counts.failed > 0) return 'failed'
  return stage.report && counts.passed === 0 ? 'ran no test' : ''
}
