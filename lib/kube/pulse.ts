import type { KubeClient } from './client.ts'

/** Whether the API server answers at all: an open watch says nothing while nothing changes, nor when the server hangs. */
export interface Pulse {
  /** As performance.now(); -Infinity before the first answer. */
  readonly lastAnswerAtMs: number
  /** To be called once by everybody who kept it. */
  release(): void
}

const INTERVAL_MS = 10_000
const TIMEOUT_MS = 5000
/** A watch whose server has not answered for this long is no proof of anything. */
export const SILENT_MS = INTERVAL_MS + TIMEOUT_MS

interface SharedPulse {
  lastAnswerAtMs: number
  keepers: number
  timer: NodeJS.Timeout
}

const pulses = new WeakMap<KubeClient, SharedPulse>()

/** One small request in ten seconds, shared by all watches of a client; it needs no more right than to ask the version. */
export function keepPulse(client: KubeClient, intervalMs = INTERVAL_MS): Pulse {
  const pulse = pulses.get(client) ?? startPulse(client, intervalMs)
  pulses.set(client, pulse)
  pulse.keepers += 1
  return {
    get lastAnswerAtMs() {
      return pulse.lastAnswerAtMs
    },
    release() {
      pulse.keepers -= 1
      if (pulse.keepers > 0) return
      clearInterval(pulse.timer)
      pulses.delete(client)
    },
  }
}

function startPulse(client: KubeClient, intervalMs: number): SharedPulse {
  const ask = async () => {
    await client.request({ path: '/version', timeoutMs: TIMEOUT_MS })
    pulse.lastAnswerAtMs = performance.now()
  }
  // That there was no answer is all there is to know; the watches say why.
  const timer = setInterval(() => void ask().catch(() => {}), intervalMs)
  timer.unref()
  const pulse: SharedPulse = { lastAnswerAtMs: -Infinity, keepers: 0, timer }
  return pulse
}
