import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { planStages } from './test-run/plan-stages.ts'
import { runStages } from './test-run/run-stages.ts'
import { PARTS, selectParts } from './test-run/select-parts.ts'
import { sumUp } from './test-run/sum-up.ts'

const selection = selectParts(process.argv.slice(2))
if ('unknown' in selection) {
  console.error(`"${selection.unknown}" is neither a test file nor a part of the tests (${PARTS.join(', ')}).`)
  process.exit(1)
}
const reportDir = mkdtempSync(path.join(tmpdir(), 'moorage-test-'))
const runningCluster = process.env.MOORAGE_CLUSTER_NAME ?? null
const stages = planStages(selection, { reportDir, runningCluster })
const { lines, failed } = sumUp(await runStages(stages, console.log))
rmSync(reportDir, { recursive: true })
console.log(`\n${lines.join('\n')}`)
if (failed > 0) process.exitCode = 1
