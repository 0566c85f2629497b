'use client'

import { useQueryClient } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { configQuery } from '#lib/config/queries.ts'
import type { ConfigItem, ConfigOverview } from '#lib/config/schema.ts'

/** Shows own changes at once, and reads the list again, which has the last word. */
export function useConfigWrites(space: SpaceId) {
  const queries = useQueryClient()
  const { queryKey } = configQuery(space)
  const change = (update: (items: ConfigItem[]) => ConfigItem[]) => {
    queries.setQueryData<ConfigOverview>(queryKey, (known) => known && { ...known, items: update(known.items) })
    void queries.invalidateQueries({ queryKey })
  }
  const isSame = (a: ConfigItem, b: ConfigItem) => a.kind === b.kind && a.name === b.name
  return {
    put: (item: ConfigItem) =>
      change((items) =>
        [...items.filter((one) => !isSame(one, item)), item].toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
      ),
    remove: (item: ConfigItem) => change((items) => items.filter((one) => !isSame(one, item))),
    /** As it is now; null when it is gone. */
    refetch: async (item: ConfigItem): Promise<ConfigItem | null> => {
      const { items } = await queries.fetchQuery({ ...configQuery(space), staleTime: 0 })
      return items.find((one) => isSame(one, item)) ?? null
    },
  }
}
