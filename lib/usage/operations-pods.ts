import { addUpSamples } from './objects-samples.ts'
import type { PodUsage } from './objects.ts'
import type { Consumption } from './schema.ts'

interface SpaceSamples {
  lookedAtMs: number
  /** By the pod's uid, the oldest first. */
  pods: Map<string, Consumption[]>
}

/** Enough for a line that says whether it is going up. */
const SAMPLES_MAX = 30
/** Long enough that a page which is looked at again has its line. */
const LOOK_COUNTS_MS = 180_000
/** A pod that was measured so long ago is gone, or its node does not answer; either way, the number says nothing now. */
const SAMPLE_COUNTS_MS = 300_000

// Next.js may load this file more than once per process; everybody is asked once all the same.
const shared = globalThis as typeof globalThis & { mooragePodUsage?: Map<string, SpaceSamples> }
shared.mooragePodUsage ??= new Map()
const spaces = shared.mooragePodUsage

export function lookAtPods(namespace: string): void {
  const known = spaces.get(namespace)
  if (known) known.lookedAtMs = performance.now()
  else spaces.set(namespace, { lookedAtMs: performance.now(), pods: new Map() })
}

export function listLookedAtPods(): string[] {
  return [...spaces.keys()]
}

/** What nobody looks at any more costs nothing. */
export function forgetOldLooks(nowMs: number): void {
  for (const [namespace, { lookedAtMs }] of spaces) if (nowMs - lookedAtMs > LOOK_COUNTS_MS) spaces.delete(namespace)
}

/** A node has pods of others too, which are left out. */
export function keepSamples(pods: readonly PodUsage[]): void {
  for (const { namespace, uid, ...sample } of pods) {
    const space = spaces.get(namespace)
    if (!space) continue
    const samples = space.pods.get(uid) ?? []
    if (Date.parse(samples.at(-1)?.at ?? '') >= Date.parse(sample.at)) continue
    space.pods.set(uid, [...samples, sample].slice(-SAMPLES_MAX))
  }
  for (const space of spaces.values()) forgetOldPods(space)
}

function forgetOldPods({ pods }: SpaceSamples): void {
  for (const [uid, samples] of pods) {
    if (Date.now() - Date.parse(samples.at(-1)?.at ?? '') > SAMPLE_COUNTS_MS) pods.delete(uid)
  }
}

export function sumUpSamples(namespace: string, podUids: readonly string[]): Consumption[] {
  const { pods } = spaces.get(namespace) ?? {}
  const known = podUids.flatMap((uid) => {
    const samples = pods?.get(uid)
    return samples ? [samples] : []
  })
  // A sum that leaves pods out would be too small.
  return known.length === podUids.length ? addUpSamples(known) : []
}
