import { readFile } from 'node:fs/promises'
import { getClusterLayout } from './layout.ts'
import { createLog } from './log.ts'
import { supervisorPlan } from './parts/part.ts'
import { getPlanFile } from './plan-file.ts'
import { superviseParts } from './supervise.ts'

/**
 * The process that keeps a cluster's parts running. `up` writes its plan and starts it below a small shell loop, so that
 * a killed supervisor comes back by itself; its parts end with it. It imports little: it stays in memory.
 */
const layout = getClusterLayout(process.argv[2] ?? '')
const abort = new AbortController()
process.once('SIGTERM', () => abort.abort())
process.once('SIGINT', () => abort.abort())

const plan = supervisorPlan.parse(JSON.parse(await readFile(getPlanFile(layout), 'utf8')))
await superviseParts({ layout, ...plan, log: createLog('supervisor'), signal: abort.signal })
process.exit(0)
