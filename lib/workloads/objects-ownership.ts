import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { FIELD_MANAGER } from '#lib/spaces/objects-marks.ts'
import { listOf, text } from './objects-facts.ts'

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
interface FieldSet {
  [key: string]: FieldSet
}

const fieldSet: z.ZodType<FieldSet> = z.lazy(() => z.record(z.string(), fieldSet))
const managerSchema = z.looseObject({
  manager: text,
  operation: text,
  subresource: text,
  fieldsV1: fieldSet.nullish().transform((value) => value ?? {}),
})
const objectSchema = z.object({ metadata: z.object({ managedFields: listOf(managerSchema) }) })

export type FieldManager = z.output<typeof managerSchema>

export function listFieldManagers(object: KubeObject): FieldManager[] {
  return objectSchema.parse(object).metadata.managedFields
}

/**
 * The field managers of an object, with what Moorage made by POST or changed by patch counted as applied. To the cluster
 * those are two managers that share a name: an apply would be in conflict with its own earlier self, and what it leaves
 * out would stay. What is at `taken` is counted as applied by Moorage alone, so that leaving it out takes it away.
 * Null: there is nothing to count anew.
 */
export function adoptOwnFields(object: KubeObject, taken: readonly string[][] = []): unknown[] | null {
  const managers = listFieldManagers(object)
  const own = managers.filter(isOwn)
  const others = managers.filter((one) => !isOwn(one))
  const [first] = own
  const isTaking = others.some(({ fieldsV1 }) => taken.some((path) => getAt(fieldsV1, path) !== undefined))
  if (!first || (!isTaking && !own.some(({ operation }) => operation === 'Update'))) return null
  const parts = others.flatMap(({ fieldsV1 }) => taken.map((path) => pickAt(fieldsV1, path)))
  const fieldsV1 = [...own.map((one) => one.fieldsV1), ...parts].reduce((all, one) => unite(all, one))
  const left = others.flatMap((one) => {
    const without = taken.reduce((fields, path) => withoutAt(fields, path), one.fieldsV1)
    return Object.keys(without).length > 0 ? [toEntry({ ...one, fieldsV1: without })] : []
  })
  return [...left, toEntry({ ...first, operation: 'Apply', fieldsV1 })]
}

function getAt(fields: FieldSet, path: readonly string[]): FieldSet | undefined {
  let at: FieldSet | undefined = fields
  for (const key of path) at = at && Object.hasOwn(at, key) ? at[key] : undefined
  return at
}

/** Nothing but what is at this place. */
function pickAt(fields: FieldSet, path: readonly string[]): FieldSet {
  const found = getAt(fields, path)
  return found === undefined ? {} : path.reduceRight((below, key) => ({ [key]: below }), found)
}

/** What is left above it goes too: an empty place would stand for the whole of it. */
function withoutAt(fields: FieldSet, [key = '', ...rest]: readonly string[]): FieldSet {
  const below = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (below === undefined) return fields
  const left = rest.length > 0 ? withoutAt(below, rest) : {}
  if (left === below) return fields
  const others = Object.entries(fields).filter(([name]) => name !== key)
  return Object.fromEntries(Object.keys(left).length > 0 ? [...others, [key, left]] : others)
}

const isOwn = ({ manager, subresource }: FieldManager) => manager === FIELD_MANAGER && subresource === ''

/** As the cluster wants it back: without a subresource that is none. */
function toEntry({ subresource, ...entry }: FieldManager): unknown {
  return subresource === '' ? entry : { ...entry, subresource }
}

function unite(a: FieldSet, b: FieldSet): FieldSet {
  const all = new Map(Object.entries(a))
  for (const [key, below] of Object.entries(b)) {
    const known = all.get(key)
    all.set(key, known ? unite(known, below) : below)
  }
  return Object.fromEntries(all)
}

/** Who besides Moorage has set something at this place; as in ['f:spec', 'f:replicas']. */
export function findOtherManager(object: KubeObject, path: readonly string[]): string | null {
  const holds = ({ fieldsV1 }: FieldManager) => getAt(fieldsV1, path) !== undefined
  return listFieldManagers(object).find((one) => !isOwn(one) && holds(one))?.manager ?? null
}
