'use client'

import { useQueries } from '@tanstack/react-query'
import { quotaQuery } from '#lib/quota/queries.ts'
import { volumesQuery } from '#lib/storage/queries.ts'
import type { HomeSpace } from './home-space.ts'

/** The spaces as they are now; what the page was made with is only where they begin. */
export function useHomeSpaces(first: readonly HomeSpace[]): HomeSpace[] {
  const ready = first.filter(({ problem }) => problem === null)
  const volumes = useQueries({
    queries: ready.map(({ space, volumes: initialData }) => ({ ...volumesQuery(space.id), initialData })),
  })
  const quotas = useQueries({
    queries: ready.map(({ space, quota }) => ({ ...quotaQuery(space.id), initialData: quota ?? undefined })),
  })
  return first.map((one) => {
    const place = ready.indexOf(one)
    if (place === -1) return one
    return { ...one, volumes: volumes[place]?.data ?? one.volumes, quota: quotas[place]?.data ?? one.quota }
  })
}
