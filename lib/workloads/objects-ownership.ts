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
 * out would stay. Null: there is nothing to count anew.
 */
export function adoptOwnFields(object: KubeObject): unknown[] | null {
  const managers = listFieldManagers(object)
  const own = managers.filter(isOwn)
  const [first] = own
  if (!first || !own.some(({ operation }) => operation === 'Update')) return null
  const fieldsV1 = own.reduce<FieldSet>((all, one) => unite(all, one.fieldsV1), {})
  return [...managers.filter((one) => !isOwn(one)).map(toEntry), toEntry({ ...first, operation: 'Apply', fieldsV1 })]
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
  const holds = ({ fieldsV1 }: FieldManager) => {
    let at: FieldSet | undefined = fieldsV1
    for (const key of path) at = at && Object.hasOwn(at, key) ? at[key] : undefined
    return at !== undefined
  }
  return listFieldManagers(object).find((one) => !isOwn(one) && holds(one))?.manager ?? null
}
