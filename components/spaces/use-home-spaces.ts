'use client'

import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { useSettled } from '#components/workloads/use-settled.ts'
import { quotaQuery } from '#lib/quota/queries.ts'
import { volumesQuery } from '#lib/storage/queries.ts'
import { workloadsQuery } from '#lib/workloads/queries.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { type HomeSpace, WORKLOAD_SPACES_MAX } from './home-space.ts'

/** The spaces as they are now; what the page was made with is only where they begin. */
export function useHomeSpaces(first: readonly HomeSpace[]): HomeSpace[] {
  const ready = first.filter(({ problem }) => problem === null)
  const volumes = useQueries({
    queries: ready.map(({ space, volumes: initialData }) => ({ ...volumesQuery(space.id), initialData })),
  })
  const quotas = useQueries({
    queries: ready.map(({ space, quota }) => ({ ...quotaQuery(space.id), initialData: quota ?? undefined })),
  })
  const workloads = useQueries({
    queries: ready.map(({ space, workloads: initialData }, place) => ({
      ...workloadsQuery(space.id),
      initialData: initialData ?? undefined,
      enabled: place < WORKLOAD_SPACES_MAX,
    })),
    combine: combineWorkloads,
  })
  const settled = useSettled(workloads.all)
  return first.map((one) => {
    const place = ready.indexOf(one)
    if (place === -1) return one
    return {
      ...one,
      volumes: volumes[place]?.data ?? one.volumes,
      workloads: workloads.isKnown[place] ? settled.filter(({ space }) => space === one.space.id) : null,
      quota: quotas[place]?.data ?? one.quota,
    }
  })
}

/** At module scope, so that the same answers give the same lists. */
function combineWorkloads(results: readonly UseQueryResult<Workload[]>[]): { all: Workload[]; isKnown: boolean[] } {
  return {
    all: results.flatMap(({ data }) => data ?? []),
    isKnown: results.map(({ data }) => data !== undefined),
  }
}
