import { AppError } from '#lib/errors.ts'
import { buildPortal, getPortalArchive } from './build-portal.ts'

/** Builds what the demo would build, for whoever has time for it before the demo starts. */
const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort())
try {
  await buildPortal(abort.signal)
  await getPortalArchive()
} catch (error) {
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.userMessage}\n`)
  process.exitCode = 1
}
