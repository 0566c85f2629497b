import type { Consumption } from './schema.ts'

/** Pods are measured one after another, and those on other machines at other moments. */
const TOGETHER_MS = 45_000

/**
 * What several pods use together, at the moments at which the first of them was measured; the oldest first. Each counts
 * with what was last measured of it before; where one was not yet measured, there is no sum.
 */
export function addUpSamples(pods: readonly (readonly Consumption[])[]): Consumption[] {
  const [first = [], ...others] = pods
  return first.flatMap((sample) => {
    const atMs = Date.parse(sample.at)
    const sum = { ...sample }
    for (const samples of others) {
      const near = samples.findLast(({ at }) => Math.abs(Date.parse(at) - atMs) <= TOGETHER_MS)
      if (!near) return []
      sum.cpuMillicores += near.cpuMillicores
      sum.memoryBytes += near.memoryBytes
    }
    return [sum]
  })
}
