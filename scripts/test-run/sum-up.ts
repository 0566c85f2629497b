import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { StageResult } from './run-stages.ts'

const REPORT = {
  vitest: z
    .object({ numPassedTests: z.int(), numFailedTests: z.int() })
    .transform((report) => ({ passed: report.numPassedTests, failed: report.numFailedTests })),
  playwright: z
    .object({ stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }) })
    .transform(({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky })),
}

/**
 * The lines that close a run, the counts last. A stage that failed without a failed test counts as one failure, and
 * so does a test runner that ran nothing: the last line never says 0 failed about a run that is not green.
 */
export function sumUp(results: StageResult[]): { lines: string[]; passed: number; failed: number } {
  const lines: string[] = []
  let passed = 0
  let failed = 0
  for (const result of results) {
    const counts = readCounts(result)
    passed += counts.passed
    const remark = toRemark(result, counts)
    failed += remark ? Math.max(counts.failed, 1) : 0
    const time = result.state === 'not run' ? 'not run' : `${result.seconds.toFixed(1)} s`
    lines.push(`${result.stage.name.padEnd(14)}${time.padStart(9)}  ${remark}`.trimEnd())
  }
  if (failed === 0 && results.some(({ state }) => state === 'not run')) failed = 1
  return { lines: [...lines, '', `${passed} passed, ${failed} failed`], passed, failed }
}

function readCounts({ stage: { report } }: StageResult): { passed: number; failed: number } {
  if (!report || !existsSync(report.file)) return { passed: 0, failed: 0 }
  return REPORT[report.form].parse(JSON.parse(readFileSync(report.file, 'utf8')))
}

function toRemark({ stage, state }: StageResult, counts: { passed: number; failed: number }): string {
  if (state === 'not run') return ''
  if (state === 'failed' || counts.failed > 0) return 'failed'
  return stage.report && counts.passed === 0 ? 'ran no test' : ''
}
