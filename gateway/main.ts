import { once } from 'node:events'
import { createKubeClient } from '#lib/kube/client.ts'
import { log } from '#lib/log.ts'
import { createConnector } from './connect.ts'
import { ServerFinder } from './find-server.ts'
import { createMetrics, createMetricsServer } from './gateway-metrics.ts'
import { createGateway } from './gateway-server.ts'
import { parseGatewaySettings, SettingsError } from './settings.ts'

/** Time for what is being transferred; a download that takes longer goes on by Range. */
const STOP_MS = 15_000

try {
  const settings = parseGatewaySettings(process.env)
  const { kubeconfigPath, kubeContext, filesHost, way } = settings
  const kube = kubeconfigPath ? { kubeconfigPath, context: kubeContext ?? undefined } : { inCluster: true }
  const metrics = createMetrics()
  const finder = new ServerFinder(createKubeClient(kube))
  const server = createGateway({ filesHost, finder, connector: createConnector(way, kube), metrics, log })
  const metricsServer = createMetricsServer(metrics)
  server.listen(settings.port)
  metricsServer.listen(settings.metricsPort)
  await Promise.all([once(server, 'listening'), once(metricsServer, 'listening')])
  log.info({ port: settings.port, way }, 'The gateway has started')
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
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
