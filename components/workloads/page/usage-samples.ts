import type { Consumption } from '#lib/usage/schema.ts'

/** Two measurements this far apart have nothing between them: nobody was looking, or nothing was measured. */
const GAP_MS = 150_000
/** How far apart measurements are as a rule. */
const STEP_MS = 30_000
const SAMPLES_MAX = 120

/** One number per step of time, the oldest first; null where nothing was measured. */
export function toSamples(history: readonly Consumption[], pick: (usage: Consumption) => number): (number | null)[] {
  const samples: (number | null)[] = []
  let beforeMs: number | null = null
  for (const usage of history) {
    const atMs = Date.parse(usage.at)
    if (beforeMs !== null && atMs - beforeMs > GAP_MS) {
      const missing = Math.min(SAMPLES_MAX, Math.round((atMs - beforeMs) / STEP_MS) - 1)
      samples.push(...Array.from({ length: missing }, () => null))
    }
    samples.push(pick(usage))
    beforeMs = atMs
  }
  return samples.slice(-SAMPLES_MAX)
}
