import type { SearchParams } from '#lib/http/page.ts'
import { type WorkloadAddress, WORKLOAD_KINDS } from '#lib/workloads/schema.ts'

/** What the address wants the form to be filled in with. */
export interface LaunchWish {
  template: string | null
  kind: string | null
  /** Of "service/web". */
  from: WorkloadAddress | null
  isEmpty: boolean
}

export function readLaunchWish({ template, kind, from }: SearchParams): LaunchWish {
  const read = (value: string | string[] | undefined) => (typeof value === 'string' && value !== '' ? value : null)
  const [fromKind, name, ...more] = (read(from) ?? '').split('/')
  const known = WORKLOAD_KINDS.find((one) => one === fromKind)
  return {
    template: read(template),
    kind: read(kind),
    from: known && name && more.length === 0 ? { kind: known, name } : null,
    isEmpty: [template, kind, from].every((value) => read(value) === null),
  }
}
