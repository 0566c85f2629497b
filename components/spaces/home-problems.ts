import { listTight } from '#components/quota/quota-parts.ts'
import { needsLook } from '#components/workloads/workload-state.ts'
import { getUsedShare, hasFailed, NEARLY_FULL } from '#components/storage/volume-state.ts'
import type { QuotaItem } from '#lib/quota/schema.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { Volume } from '#lib/storage/schema.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import type { HomeSpace } from './home-space.ts'

/** Something that a person should look at. */
export type HomeProblem =
  | { kind: 'preparing' | 'foreign'; space: SpaceSummary }
  | { kind: 'volumeFailed'; space: SpaceSummary; volume: Volume }
  | { kind: 'volumeFull'; space: SpaceSummary; volume: Volume; share: number }
  | { kind: 'workloadFailed'; space: SpaceSummary; workload: Workload }
  | { kind: 'quotaFull'; space: SpaceSummary; item: QuotaItem }

/** What has failed before what is only full. */
export function listProblems(spaces: readonly HomeSpace[]): HomeProblem[] {
  const broken = spaces.flatMap(({ space, problem, volumes, workloads }): HomeProblem[] => [
    ...(problem ? [{ kind: problem, space }] : []),
    ...volumes.filter(hasFailed).map((volume) => ({ kind: 'volumeFailed' as const, space, volume })),
    ...(workloads ?? []).filter(needsLook).map((workload) => ({ kind: 'workloadFailed' as const, space, workload })),
  ])
  const full = spaces.flatMap(({ space, volumes }) =>
    volumes.flatMap((volume): HomeProblem[] => {
      const share = getUsedShare(volume)
      return share !== null && share >= NEARLY_FULL ? [{ kind: 'volumeFull', space, volume, share }] : []
    }),
  )
  const tight = spaces.flatMap(({ space, quota }) =>
    listTight(quota?.items ?? []).map((item): HomeProblem => ({ kind: 'quotaFull', space, item })),
  )
  return [...broken, ...full, ...tight]
}

/** Whether somebody has only just arrived: one volume, which nothing has used, and nothing launched. */
export function isNew({ space, volumes, workloads }: HomeSpace): boolean {
  const [first] = volumes
  if (space.kind !== 'user' || !first || volumes.length > 1 || workloads?.length !== 0) return false
  return first.isPrimary && first.usedBytes === null && first.mountedBy.length === 0 && first.phase !== 'growing'
}
