import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { getHub } from '#lib/http/live/live.ts'
import { log } from '#lib/log.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import type { ClaimUsage } from './objects.ts'
import { nodesKind, readNodeUsage } from './operations-kubelet.ts'
import { forgetOldLooks, keepSamples, listLookedAtPods, lookAtPods, sumUpSamples } from './operations-pods.ts'
import type { Consumption, VolumeUsage } from './schema.ts'

interface UsageState {
  /** By "namespace/claim"; the last number stays, with its age, when nothing has the volume mounted any more. */
  known: Map<string, VolumeUsage>
  /** By node. */
  askedAtMs: Map<string, number>
  /** By node; said once each. */
  problems: Map<string, string>
  /** When somebody last looked at a namespace. */
  lookedAtMs: Map<string, number>
  listeners: Set<(ref: { namespace: string; name: string }) => void>
  timer?: NodeJS.Timeout
}

/** A kubelet measures volumes once a minute, what runs about every ten seconds; asking more often tells nothing new. */
const NODE_EVERY_MS = 30_000
const NODE_OF_PODS_EVERY_MS = 15_000
const TICK_MS = 5000
const LOOK_COUNTS_MS = 60_000

// Next.js may load this file more than once per process; each node is asked once all the same.
const shared = globalThis as typeof globalThis & { moorageUsage?: UsageState }
shared.moorageUsage ??= {
  known: new Map(),
  askedAtMs: new Map(),
  problems: new Map(),
  lookedAtMs: new Map(),
  listeners: new Set(),
}
const state = shared.moorageUsage

/**
 * The last number known of a volume, at once; null when there is none. Whoever asks counts as looking: the nodes where
 * that space's volumes are mounted are then asked in the background, as long as somebody looks.
 */
export function readUsage(ref: { namespace: string; name: string }): VolumeUsage | null {
  if (getEnv().usageSource !== 'kubelet') return null
  state.lookedAtMs.set(ref.namespace, performance.now())
  start()
  return state.known.get(`${ref.namespace}/${ref.name}`) ?? null
}

/**
 * What these pods of a space use together, the oldest first; empty while nobody has measured it. Whoever asks counts as
 * looking, as above: what is known of pods goes back only as far as that.
 */
export function readConsumption(namespace: string, podUids: readonly string[]): Consumption[] {
  if (getEnv().usageSource !== 'kubelet') return []
  lookAtPods(namespace)
  start()
  return sumUpSamples(namespace, podUids)
}

function start(): void {
  if (state.timer) return
  state.timer = setTimeout(tick, 0)
  state.timer.unref()
}

/** Tells which volumes have a new number. Fit for module scope. */
export function onUsage(listener: (ref: { namespace: string; name: string }) => void): void {
  state.listeners.add(listener)
}

function tick(): void {
  const now = performance.now()
  for (const [namespace, at] of state.lookedAtMs) {
    if (now - at > LOOK_COUNTS_MS && !getHub().isWatched(namespace)) state.lookedAtMs.delete(namespace)
  }
  forgetOldLooks(now)
  for (const [node, everyMs] of listNodesInUse()) {
    if (now - (state.askedAtMs.get(node) ?? -Infinity) < everyMs) continue
    state.askedAtMs.set(node, now)
    void askNode(node)
  }
  // The claims of spaces that nobody looks at cost nothing.
  const isIdle = state.lookedAtMs.size === 0 && listLookedAtPods().length === 0
  state.timer = isIdle ? undefined : setTimeout(tick, TICK_MS)
  state.timer?.unref()
}

/** The nodes on which anything is that somebody looks at, and how often each is worth asking. */
function listNodesInUse(): Map<string, number> {
  const nodes = new Map<string, number>()
  for (const namespace of state.lookedAtMs.keys()) {
    for (const { nodeName, claims, isFinished } of podsKind.list(namespace)) {
      if (nodeName !== null && claims.length > 0 && !isFinished) nodes.set(nodeName, NODE_EVERY_MS)
    }
  }
  for (const namespace of listLookedAtPods()) {
    for (const { nodeName, isFinished } of podsKind.list(namespace)) {
      if (nodeName !== null && !isFinished) nodes.set(nodeName, NODE_OF_PODS_EVERY_MS)
    }
  }
  return nodes
}

async function askNode(name: string): Promise<void> {
  const node = nodesKind.get({ name })
  if (!node) {
    // Its list may not be complete yet: the next tick asks again.
    state.askedAtMs.delete(name)
    return
  }
  try {
    const { claims, pods } = await readNodeUsage(node)
    for (const usage of claims) keep(usage)
    keepSamples(pods)
    state.problems.delete(name)
  } catch (error) {
    const reason = error instanceof AppError ? String(error.details.reason) : 'unexpected'
    if (state.problems.get(name) !== reason)
      log.warn({ node: name, error }, 'A node does not tell how full volumes are')
    state.problems.set(name, reason)
  }
}

function keep({ namespace, claim, usedBytes, at }: ClaimUsage): void {
  // A node has volumes of others too, and they are nobody's business here.
  if (!claimsKind.get({ namespace, name: claim })) return
  const key = `${namespace}/${claim}`
  const known = state.known.get(key)
  if (known && Date.parse(known.at) >= Date.parse(at)) return
  state.known.set(key, { usedBytes, at })
  for (const listener of state.listeners) listener({ namespace, name: claim })
}

/** A volume that is gone takes its number along; a new one of its name starts without. */
export function forgetUsage(ref: { namespace: string; name: string }): void {
  state.known.delete(`${ref.namespace}/${ref.name}`)
}
