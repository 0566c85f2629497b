import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

const targetsSchema = z.tuple([z.object({ webSocketDebuggerUrl: z.url() })]).rest(z.unknown())

const ATTEMPTS = 50
const POLL_MS = 100

/** Makes another Node process collect its garbage, through the inspector that it opens on this port when it is asked to. */
export async function collectGarbage({ pid, inspectorPort }: { pid: number; inspectorPort: number }): Promise<void> {
  process.kill(pid, 'SIGUSR1')
  const socket = new WebSocket(await findInspector(inspectorPort))
  await once(socket, 'open')
  const answer = once(socket, 'message')
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
  await answer
  socket.close()
}

async function findInspector(port: number): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/json/list`)
      return targetsSchema.parse(await response.json())[0].webSocketDebuggerUrl
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await sleep(POLL_MS)
    }
  }
}
