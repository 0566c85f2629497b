import type { Instrumentation } from 'next'

/** Called once by Next.js before the first request; a portal that cannot work says why and ends. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startOrExit } = await import('#lib/http/start-portal.ts')
  // What is watched and published from the start on is named when these are loaded.
  const [{ watchSpaces }, { watchFileServers }, { watchTemplates }, { answerLogs }, { watchIdle }] = await Promise.all([
    import('#lib/spaces/operations-watch.ts'),
    import('#lib/files/operations-watch.ts'),
    import('#lib/templates/operations.ts'),
    import('#lib/workloads/operations-logs-direct.ts'),
    import('#lib/workloads/operations-idle-watch.ts'),
    import('#lib/users/operations.ts'),
    import('#lib/storage/operations.ts'),
    import('#lib/quota/operations.ts'),
    import('#lib/usage/operations.ts'),
    import('#lib/workloads/operations.ts'),
  ])
  watchSpaces()
  await startOrExit([answerLogs])
  watchFileServers()
  const { clearTickets } = await import('#lib/workloads/operations-leases.ts')
  clearTickets()
  watchTemplates()
  watchIdle()
}

/** What a page, or Next.js itself, let through. */
export const onRequestError: Instrumentation.onRequestError = async (error, _request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { logPageError } = await import('#lib/http/failure-log.ts')
  logPageError(error, context)
}
