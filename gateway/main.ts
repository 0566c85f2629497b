import { once } from 'node:events'
import { isCookieSecure } from '#lib/auth/session-cookie.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import { createExecutor } from '#lib/kube/exec.ts'
import { createPortForwarder } from '#lib/kube/port-forward.ts'
import { log } from '#lib/log.ts'
import { askPortal } from './ask-portal.ts'
import { createConnector } from './connect.ts'
import { createFilesSite } from './files-site.ts'
import { PodFinder } from './find-pods.ts'
import { ServerFinder } from './find-server.ts'
import { createMetrics, createMetricsServer } from './gateway-metrics.ts'
import { createGateway } from './gateway-server.ts'
import { createInternalServer } from './internal-server.ts'
import { createInsideLooker } from './look-inside.ts'
import { Rights } from './rights.ts'
import { parseGatewaySettings, SettingsError } from './settings.ts'
import type { AppsSettings } from './settings.ts'
import { createTerminalSite } from './terminal-site.ts'
import { Tickets } from './tickets.ts'
import { WebCookies } from './web-cookie.ts'
import { createWebSite } from './web-site.ts'

/** Time for what is being transferred; a download that takes longer goes on by Range. */
const STOP_MS = 15_000

try {
  const settings = parseGatewaySettings(process.env)
  const { kubeconfigPath, kubeContext, filesHost, way } = settings
  const kube = kubeconfigPath ? { kubeconfigPath, context: kubeContext ?? undefined } : { inCluster: true }
  const client = createKubeClient(kube)
  const connector = createConnector(way, kube)
  const createApps = (apps: AppsSettings) => {
    const portal = askPortal(apps)
    const rights = new Rights((questions) => portal.check(questions))
    const tickets = new Tickets(client, apps)
    const cookies = new WebCookies(apps.secret, isCookieSecure({ portalUrl: apps.portalUrl, appsDomain: apps.domain }))
    const finder = new PodFinder(client)
    const execute = createExecutor(kube)
    const look = createInsideLooker({ client, execute, forward: createPortForwarder(kube) })
    return {
      internal: createInternalServer({ secret: apps.secret, look, log }).listen(apps.internalPort),
      terminals: createTerminalSite({ settings: apps, rights, tickets, client, execute, log }),
      web: createWebSite({ settings: apps, portal, rights, tickets, cookies, finder, connector, log }),
    }
  }
  const apps = settings.apps ? createApps(settings.apps) : null
  const files =
    filesHost === null ? [] : [createFilesSite({ host: filesHost, finder: new ServerFinder(client), connector, log })]
  const metrics = createMetrics()
  // The host of terminals lies below the domain of web addresses, so it is asked first.
  const server = createGateway({ sites: [...files, ...(apps ? [apps.terminals, apps.web] : [])], metrics, log })
  const metricsServer = createMetricsServer(metrics)
  server.listen(settings.port)
  metricsServer.listen(settings.metricsPort)
  const servers = [server, metricsServer, ...(apps ? [apps.internal] : [])]
  await Promise.all(servers.map((one) => once(one, 'listening')))
  log.info({ port: settings.port, way }, 'The gateway has started')
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      apps?.terminals.endAll()
      apps?.internal.close()
      server.close(() => process.exit(0))
      setTimeout(() => process.exit(0), STOP_MS).unref()
    })
  }
} catch (error) {
  if (error instanceof SettingsError) {
    process.stderr.write(`The gateway cannot start. Its settings cannot be used:\n- ${error.problems.join('\n- ')}\n`)
  } else {
    log.fatal({ error }, 'The gateway cannot start')
  }
  process.exit(1)
}
