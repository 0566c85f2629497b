import { readTableQuery, type TableSort } from '#components/data-table/table-state.ts'
import { listAllVolumesSchema, VOLUME_SORTS, type ListAllVolumesInput } from '#lib/maintenance/schema.ts'
import { VOLUME_PHASES } from '#lib/storage/schema.ts'

export const VOLUMES_PAGE_SIZE = 25
export const VOLUMES_SORT: TableSort = { column: 'space', isDescending: false }
export const PHASE_PARAM = 'phase'

type Address = Record<string, string | string[] | undefined>

/** What the address of the page asks for; nonsense in it counts as nothing. */
export function toVolumesInput(address: Address): ListAllVolumesInput {
  const columns = VOLUME_SORTS.map((id) => ({ id }))
  const { search, page, sort } = readTableQuery(address, { columns, defaultSort: VOLUMES_SORT })
  return listAllVolumesSchema.parse({
    search: search.slice(0, 100),
    page,
    pageSize: VOLUMES_PAGE_SIZE,
    phase: VOLUME_PHASES.find((one) => one === address[PHASE_PARAM]),
    sort: sort?.column,
    isDescending: sort?.isDescending,
  })
}
