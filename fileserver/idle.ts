import type { OpenStreams } from './open-streams.ts'

const LOOKS_PER_PERIOD = 20

/** Calls back once nobody who may has asked for anything for that long. */
export function watchIdle(options: { streams: OpenStreams; idleSeconds: number; onIdle: () => void }): () => void {
  const { streams, idleSeconds, onIdle } = options
  const idleMs = idleSeconds * 1000
  const timer = setInterval(
    () => {
      if ((streams.idleMs() ?? 0) < idleMs) return
      clearInterval(timer)
      onIdle()
    },
    Math.min(5000, idleMs / LOOKS_PER_PERIOD),
  )
  timer.unref()
  return () => clearInterval(timer)
}
