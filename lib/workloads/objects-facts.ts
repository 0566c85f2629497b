import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'

/** What is kept of every object that an explanation may rest on. */
export interface Facts {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: string
  /** Of the object that controls it. */
  readonly ownerUid: string | null
  readonly deletingSince: string | null
  readonly finalizers: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since: string | null
}

/** Larger ones are seldom said twice. */
const SHARED_LENGTH = 200
const SHARED_MAX = 20_000
const NOTHING: Readonly<Record<string, string>> = Object.freeze({})
const NONE: readonly never[] = Object.freeze([])

const shared = new Map<string, unknown>()

/** The same value for the same key: ten thousand pods say "Ready", "256Mi" and the same moment each for themselves. */
function share<T>(key: string, value: T): T {
  if (key.length > SHARED_LENGTH) return value
  const known = shared.get(key)
  if (known !== undefined) return known as T
  if (shared.size >= SHARED_MAX) shared.clear()
  shared.set(key, value)
  return value
}

const shareText = (value: string) => share(value, value)
/** Objects and lists, which nobody changes. */
const shareWhole = <T extends object>(value: T): T => share(`\u0000${JSON.stringify(value)}`, value)

export const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => (value ? shareWhole(value) : NOTHING))
export const text = z
  .string()
  .nullish()
  .transform((value) => (value ? shareText(value) : ''))
export const time = z
  .string()
  .nullish()
  .transform((value) => (value ? shareText(value) : null))
export const count = z
  .int()
  .nullish()
  .transform((value) => value ?? 0)
/** The API server leaves empty lists out, or sends null. */
export const listOf = <T extends z.ZodType>(schema: T) =>
  z
    .array(schema)
    .nullish()
    .transform((value) => (value && value.length > 0 ? value : (NONE as unknown as z.output<T>[])))

export const conditions = listOf(
  z
    .object({ type: text, status: text, reason: text, message: text, lastTransitionTime: time })
    .transform(({ lastTransitionTime, ...one }): Condition => shareWhole({ ...one, since: lastTransitionTime })),
)

// Whole annotations may be a megabyte; these are the ones that something is decided by.
const KEPT_ANNOTATION =
  /^(moorage\.dev\/|deployment\.kubernetes\.io\/revision$|volume\.kubernetes\.io\/selected-node$|autoscaling\.)/
const MAX_ANNOTATION = 1024

export function toFacts({ kind, metadata }: KubeObject): Facts {
  const { annotations = {}, ownerReferences = [] } = metadata
  return {
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    createdAt: metadata.creationTimestamp ?? '',
    ownerUid: ownerReferences.find(({ controller }) => controller)?.uid ?? null,
    deletingSince: metadata.deletionTimestamp ?? null,
    finalizers: metadata.finalizers ?? [],
    labels: metadata.labels ?? {},
    annotations: Object.fromEntries(
      Object.entries(annotations).filter(
        ([name, value]) => KEPT_ANNOTATION.test(name) && value.length <= MAX_ANNOTATION,
      ),
    ),
  }
}

export function isTrue(all: readonly Condition[], type: string): boolean {
  return all.some((one) => one.type === type && one.status === 'True')
}

export function findCondition(all: readonly Condition[], type: string): Condition | undefined {
  return all.find((one) => one.type === type)
}
