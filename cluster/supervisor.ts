import { mkdir } from 'node:fs/promises'
import { AppError } from '#lib/errors.ts'
import { ensureBinaries } from './build/build.ts'
import { ensureCgroups } from './cgroups.ts'
import { writeKubeconfigs } from './kubeconfig.ts'
import { getClusterLayout } from './layout.ts'
import { createLog } from './log.ts'
import { createNetwork } from './network.ts'
import { buildParts } from './parts/parts.ts'
import { ensurePki } from './pki.ts'
import { createProgress } from './progress.ts'
import { superviseParts } from './supervise.ts'
import { mountAllVolumes } from './storage/all-volumes.ts'

/**
 * The process that keeps a cluster's parts running. It is started by `up`, which leaves a small shell loop above it, so
 * that a killed supervisor comes back by itself; its parts end with it.
 */
const layout = getClusterLayout(process.argv[2] ?? '')
const log = createLog('supervisor')

const abort = new AbortController()
process.once('SIGTERM', () => abort.abort())
process.once('SIGINT', () => abort.abort())

try {
  await mkdir(layout.logsDir, { recursive: true })
  const built = await ensureBinaries(createProgress(process.stderr), abort.signal)
  const pki = await ensurePki(layout)
  const kubeconfigs = await writeKubeconfigs(layout, pki)
  await createNetwork(layout)
  await ensureCgroups(layout)
  await mountAllVolumes(layout)
  const parts = await buildParts({ layout, built, pki, kubeconfigs })
  await superviseParts({ layout, key: built.key, parts, log, signal: abort.signal })
  process.exit(0)
} catch (error) {
  if (!(error instanceof AppError)) throw error
  // `up` shows this line; exit code 3 tells the loop above that trying again is of no use.
  process.stderr.write(`FAILED ${error.userMessage}\n`)
  process.exit(3)
}
