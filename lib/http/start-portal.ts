import { setTimeout as sleep } from 'node:timers/promises'
import { flushActivity } from '#lib/audit/activity-writer.ts'
import { getEnv, listEnvWarnings } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { listCachedKinds, startCachedKinds } from '#lib/kube/cache.ts'
import { onKubeRequest } from '#lib/kube/portal-client.ts'
import { log } from '#lib/log.ts'
import { answerBrokenAddress } from './broken-address.ts'
import { createBuiltFilesAnswer } from './built-files.ts'
import { redirectConsole } from './console-log.ts'
import { answerDirectly } from './direct-answers.ts'
import type { DirectAnswer } from './direct-answers.ts'
import { answerStream } from './live/direct-streams.ts'
import { closeLive, getHub } from './live/live.ts'
import { closeLongAnswers } from './live/long-answers.ts'
import { metrics } from './metrics.ts'
import { startMetricsServer } from './metrics-server.ts'
import { startStopping } from './readiness.ts'
import { watchRequests } from './request-hook.ts'
import { loadRoutePatterns } from './route-pattern.ts'
import { buildSecurityHeaders, NO_PAGE_POLICY } from './security-headers.ts'

const FLUSH_LIMIT_MS = 2000
/**
 * Longer than ingress controllers keep a connection that nobody uses (Envoy: one hour). If this side closed it first, as
 * Node does after five seconds, a request that is on its way at that moment would be answered with 503.
 */
const KEEP_ALIVE_MS = 65 * 60_000

const shared = globalThis as typeof globalThis & { moorageHasStarted?: boolean }

/** Starts the portal, or ends the process with the sentences that say what is missing. `more` answers what domains do. */
export async function startOrExit(more: readonly DirectAnswer[] = []): Promise<void> {
  try {
    await startPortal(more)
  } catch (error) {
    const isForeseen = error instanceof AppError && error.code !== 'INTERNAL'
    if (isForeseen) process.stderr.write(`Moorage cannot start. ${error.userMessage}\n`)
    else log.fatal({ error }, 'Moorage cannot start')
    process.exit(1)
  }
}

/** Begins everything that lasts as long as the process. */
async function startPortal(more: readonly DirectAnswer[]): Promise<void> {
  // In development Next.js may begin more than once in one process.
  if (shared.moorageHasStarted) return
  shared.moorageHasStarted = true
  const env = getEnv()
  if (process.env.NODE_ENV === 'production') redirectConsole()
  for (const warning of listEnvWarnings(env, process.env)) log.warn(warning)
  const answers = [answerBrokenAddress, createBuiltFilesAnswer(), answerStream, ...more]
  watchRequests({
    findRoutePattern: loadRoutePatterns(),
    headers: { ...buildSecurityHeaders(env.portalUrl), 'content-security-policy': NO_PAGE_POLICY },
    ignoredPort: env.metricsPort,
    onServer: (server) => {
      server.keepAliveTimeout = KEEP_ALIVE_MS
      answerDirectly(server, answers)
    },
  })
  await startMetricsServer(env.metricsPort)
  measureKube()
  startCachedKinds()
  getHub()
  stopOnSignal()
  log.info({ kinds: listCachedKinds().map((kind) => kind.name) }, 'The portal has started')
}

function measureKube(): void {
  onKubeRequest(({ verb, resource, status, durationMs }) => {
    metrics.kubeRequests.inc({ verb, resource, status: status ?? 0 })
    metrics.kubeDuration.observe({ verb, resource }, durationMs / 1000)
  })
}

/**
 * Next.js stops accepting, waits for the requests that are open and exits; streams would keep it waiting for ever.
 * Watches go on until then, because those requests still read from them.
 */
function stopOnSignal(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      startStopping()
      // Streams last: while one is open, what members can read of the latest changes is still written.
      void Promise.race([flushActivity(), sleep(FLUSH_LIMIT_MS)]).then(() => {
        closeLive()
        closeLongAnswers()
      })
    })
  }
}
