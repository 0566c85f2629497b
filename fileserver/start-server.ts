import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { FINISH_MS, WRITE_DOWN_MS } from '#lib/files/protocol/stop-times.ts'
import type { FileServer } from './context.ts'
import { createHttpServer } from './http-server.ts'
import { watchIdle } from './idle.ts'
import type { Logger } from './log.ts'
import { OpenStreams } from './open-streams.ts'
import type { Settings } from './settings.ts'
import { TokenChecker } from './tokens/token-checker.ts'
import { prepareVolume } from './tree/prepare.ts'
import { openRoot } from './tree/root.ts'
import { watchExpiry } from './uploads/uploads.ts'

export interface RunningServer {
  port: number
  /** Nothing new is answered; `ended` follows when what runs is done or its time is over. */
  stop: (reason: string) => void
  ended: Promise<void>
}

export async function startServer(settings: Settings, log: Logger): Promise<RunningServer> {
  const root = await openRoot(settings.root)
  const streams = new OpenStreams()
  let stopping: { reason: string } | null = null
  const stop = (reason: string) => {
    if (stopping) return
    stopping = { reason }
    log.info({ reason, open: streams.size }, 'stopping')
    stopIdle()
    void finish()
  }
  const server: FileServer = { settings, root, tokens: new TokenChecker(settings), streams, log, stop }
  const http = createHttpServer(server, () => stopping !== null)
  const stopIdle = watchIdle({ streams, idleSeconds: settings.idleSeconds, onIdle: () => stop('idle') })

  const finish = async () => {
    http.close()
    http.closeIdleConnections()
    const deadline = Date.now() + FINISH_MS
    while (streams.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    streams.endAll()
    // Handlers get a moment to write down how far they came.
    const lastMoment = Date.now() + WRITE_DOWN_MS
    while (streams.size > 0 && Date.now() < lastMoment) await new Promise((resolve) => setTimeout(resolve, 20))
    http.closeAllConnections()
  }

  if (settings.mode === 'rw') {
    await prepareVolume(root, log)
    watchExpiry(server)
  }
  http.listen(settings.port)
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  log.info({ port, mode: settings.mode }, 'serving')
  return { port, stop, ended: once(http, 'close').then(() => {}) }
}
