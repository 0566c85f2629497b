import { createHash } from 'node:crypto'
import type { KubeObject } from '#lib/kube/object.ts'
import { parseMillis } from '#lib/quota/objects-amounts.ts'
import { isManagedObject } from './objects-marks.ts'
import { RECOUNT_KEY } from './objects-quota.ts'

/** As much of an object in a space as it takes to see whether it is still what Moorage made. */
export interface FoundObject {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly isManaged: boolean
  readonly digest: string
}

export function toFoundObject(object: KubeObject): FoundObject {
  const { name, namespace = '', uid = '' } = object.metadata
  return { namespace, name, uid, isManaged: isManagedObject(object), digest: getDigest(object) }
}

/** The same for two objects that mean the same: the order of keys and the spelling of amounts do not count. */
export function getDigest({ spec, roleRef, subjects }: KubeObject): string {
  const text = JSON.stringify(normalize({ spec, roleRef, subjects }))
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

const AMOUNTS = new Set(['hard', 'default', 'defaultRequest', 'min', 'max'])

function normalize(value: unknown, parentKey = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => normalize(item, parentKey))
  if (typeof value === 'string') return AMOUNTS.has(parentKey) ? normalizeAmount(value) : value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([key, item]) => item !== undefined && key !== RECOUNT_KEY)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  // Amounts stand one level below the key that says so: `hard: { pods: "10" }`.
  const isAmounts = AMOUNTS.has(parentKey)
  return Object.fromEntries(entries.map(([key, item]) => [key, normalize(item, isAmounts ? parentKey : key)]))
}

function normalizeAmount(text: string): string {
  try {
    return parseMillis(text).toString()
  } catch {
    return text
  }
}
