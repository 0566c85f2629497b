import { queryOptions } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { askJson, readJson } from '#lib/http/call.ts'
import { toLiveKey } from '#lib/http/live/query-key.ts'
import { routes } from '#lib/routes.ts'
import type { Consumption } from '#lib/usage/schema.ts'
import type { LaunchFields } from './schema-launch.ts'
import type { WorkloadDetails } from './schema-details.ts'
import type { EditForm } from './schema-offer.ts'
import type { DeletePreview, LaunchPreview } from './schema-preview.ts'
import type { Workload, WorkloadAddress } from './schema.ts'

/** Kept new by the stream, workload by workload. */
export function workloadsQuery(space: SpaceId) {
  return queryOptions({
    queryKey: toLiveKey(space, 'workloads'),
    queryFn: ({ signal }) => readJson<Workload[]>(routes.api.workloads(space), { signal }),
  })
}

const MEASURED_EVERY_MS = 20_000

/** What each uses now, by "kind/name"; asked for as long as it is shown. */
export function consumptionQuery(space: SpaceId) {
  return queryOptions({
    queryKey: ['consumption', space],
    queryFn: ({ signal }) => readJson<Record<string, Consumption>>(routes.api.consumption(space), { signal }),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: MEASURED_EVERY_MS,
  })
}

/** All of one; read again whenever the stream brings a new line for the list. */
export function workloadQuery(space: SpaceId, { kind, name }: WorkloadAddress) {
  return queryOptions({
    // Below that of the list: what the stream says of a line has the rest read again.
    queryKey: [...toLiveKey(space, 'workloads'), `${kind}/${name}`],
    queryFn: ({ signal }) => readJson<WorkloadDetails>(routes.api.workload(space, { kind, name }), { signal }),
  })
}

export function editFormQuery(space: SpaceId, workload: WorkloadAddress) {
  return queryOptions({
    queryKey: ['workload-form', space, workload.kind, workload.name],
    queryFn: ({ signal }) => readJson<EditForm>(routes.api.workloadForm(space, workload), { signal }),
    // What is changed has to be what is there now.
    staleTime: 0,
    gcTime: 0,
  })
}

export function deletePreviewQuery(space: SpaceId, workload: WorkloadAddress) {
  return queryOptions({
    queryKey: ['workload-delete-preview', space, workload.kind, workload.name],
    queryFn: ({ signal }) => readJson<DeletePreview>(routes.api.workloadDeletePreview(space, workload), { signal }),
    staleTime: 0,
    gcTime: 0,
  })
}

/** What a launch, or with `editUid` an edit, would do. It makes nothing. */
export function previewLaunch(
  space: SpaceId,
  fields: LaunchFields,
  options: { editUid?: string; signal?: AbortSignal } = {},
): Promise<LaunchPreview> {
  const { editUid = null, signal } = options
  return askJson<LaunchPreview>(routes.api.launchPreview(space), { fields, editUid }, { signal })
}
