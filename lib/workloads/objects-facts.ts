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

export const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {})
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
export const time = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
export const count = z
  .int()
  .nullish()
  .transform((value) => value ?? 0)
/** The API server leaves empty lists out, or sends null. */
export const listOf = <T extends z.ZodType>(schema: T) =>
  z
    .array(schema)
    .nullish()
    .transform((value) => value ?? [])

export const conditions = listOf(
  z
    .object({ type: z.string(), status: z.string(), reason: text, message: text, lastTransitionTime: time })
    .transform(({ lastTransitionTime, ...one }): Condition => ({ ...one, since: lastTransitionTime })),
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
