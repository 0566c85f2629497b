import { createServer, type RequestListener, type Server } from 'node:http'
import { AppError } from '#lib/errors.ts'
import { readAssets } from './assets.ts'
import { createControlListener } from './control.ts'
import { createFaults } from './faults.ts'
import { createListener } from './listener.ts'
import { describeError, log } from './log.ts'
import { createPeople } from './people.ts'
import { createProvider } from './provider.ts'
import { readSettings } from './settings.ts'
import { openStore } from './store.ts'

/** The program in the container. */
async function start(): Promise<void> {
  const settings = readSettings(process.env)
  const people = createPeople(settings.people)
  const store = await openStore(settings.stateFile)
  const faults = createFaults()
  const provider = createProvider({ settings, people, store, faults })
  provider.on('server_error', (_context, error) => log('server.error', { error: describeError(error) }))
  provider.on('grant.error', (_context, error) => log('grant.refused', { error: describeError(error) }))
  provider.on('authorization.error', (_context, error) => log('authorization.refused', { error: describeError(error) }))
  provider.on('backchannel.error', (_context, error) => log('backchannel.failed', { error: describeError(error) }))

  const listener = createListener({ settings, people, provider, faults, assets: readAssets() })
  const servers = [listen(listener, settings.port)]
  if (settings.controlPort !== null) {
    servers.push(listen(createControlListener({ provider, people, store, faults }), settings.controlPort))
  }
  process.once('SIGTERM', () => {
    for (const server of servers) server.close()
    void store.flush().then(() => process.exit(0))
  })
  log('started', { issuer: settings.issuer, hasControl: settings.controlPort !== null })
}

/** Longer than Envoy keeps a connection that nobody uses: closing it first would cost somebody a request. */
const KEEP_ALIVE_MS = 65 * 60_000

function listen(listener: RequestListener, port: number): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener).listen(port)
}

start().catch((error: unknown) => {
  log('not-started', { error: error instanceof AppError ? error.userMessage : describeError(error) })
  process.exitCode = 1
})
