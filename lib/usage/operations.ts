import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { getHub } from '#lib/http/live/live.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { log } from '#lib/log.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import type { ClaimUsage } from './objects.ts'
import { listAsks } from './operations-asks.ts'
import type { Ask, Turn } from './operations-asks.ts'
import { forgetOldLooks, keepSamples, listLookedAtPods, lookAtPods, sumUpSamples } from './operations-pods.ts'
import type { Consumption, VolumeUsage } from './schema.ts'

interface UsageState {
  /** By "namespace/claim"; the last number stays, with its age, when nothing has the volume mounted any more. */
  known: Map<string, VolumeUsage>
  /** By node or namespace. */
  askedAtMs: Map<string, number>
  /** By who was asked; said once each. */
  problems: Map<string, string>
  /** When somebody last looked at a namespace. */
  lookedAtMs: Map<string, number>
  listeners: Set<(ref: { namespace: string; name: string }) => void>
  timer?: NodeJS.Timeout
}

const TICK_MS = 5000
const LOOK_COUNTS_MS = 60_000

// Next.js may load this file more than once per process; everybody is asked once all the same.
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
 * The last number known of a volume, at once; null when there is none. Whoever asks counts as looking: what measures
 * that space's volumes is then asked in the background, as long as somebody looks.
 */
export function readUsage(ref: { namespace: string; name: string }): VolumeUsage | null {
  if (!['kubelet', 'prometheus'].includes(getEnv().usageSource)) return null
  state.lookedAtMs.set(ref.namespace, performance.now())
  start()
  return state.known.get(`${ref.namespace}/${ref.name}`) ?? null
}

/**
 * What these pods of a space use together, the oldest first; empty while nobody has measured it. Whoever asks counts as
 * looking, as above: what is known of pods goes back only as far as that.
 */
export function readConsumption(namespace: string, podUids: readonly string[]): Consumption[] {
  if (getEnv().usageSource === 'none') return []
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
  for (const [key, at] of state.askedAtMs) if (now - at > LOOK_COUNTS_MS) state.askedAtMs.delete(key)
  forgetOldLooks(now)
  const looks = { volumes: [...state.lookedAtMs.keys()], pods: listLookedAtPods() }
  for (const ask of listAsks(looks, (turn) => takeTurn(turn, now))) void answer(ask)
  // What nobody looks at costs nothing.
  const isIdle = looks.volumes.length === 0 && looks.pods.length === 0
  state.timer = isIdle ? undefined : setTimeout(tick, TICK_MS)
  state.timer?.unref()
}

function takeTurn({ key, everyMs }: Turn, nowMs: number): boolean {
  if (nowMs - (state.askedAtMs.get(key) ?? -Infinity) < everyMs) return false
  state.askedAtMs.set(key, nowMs)
  return true
}

async function answer({ source, read }: Ask): Promise<void> {
  try {
    const { claims = [], pods = [] } = await read()
    for (const usage of claims) keep(usage)
    keepSamples(pods)
    state.problems.delete(source)
  } catch (error) {
    const reason = getReason(error)
    if (state.problems.get(source) !== reason) log.warn({ source, error }, 'What is used does not come')
    state.problems.set(source, reason)
  }
}

function getReason(error: unknown): string {
  const reason = error instanceof AppError ? error.details.reason : null
  return typeof reason === 'string' ? reason : (getKubeCase(error) ?? 'unexpected')
}

function keep({ namespace, claim, usedBytes, at }: ClaimUsage): void {
  // A node has volumes of others too, and they are nobody's business here; an earlier one of its name is another one.
  const cached = claimsKind.get({ namespace, name: claim })
  if (!cached || Date.parse(at) < Date.parse(cached.createdAt)) return
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
