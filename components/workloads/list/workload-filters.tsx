'use client'

import { useTranslations } from 'next-intl'
import { Select } from '#components/ui/select.tsx'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import { WORKLOAD_KINDS, type WorkloadKind } from '#lib/workloads/schema.ts'
import { STATE_FILTERS, type StateFilter } from '../workload-state.ts'

/** So many are seen at a glance. */
export const FEW_WORKLOADS = 4

/** By state and kind; both stand in the address. */
export function WorkloadFilters({ state, kind }: { state: StateFilter | undefined; kind: WorkloadKind | undefined }) {
  const t = useTranslations('workloadsPage')
  const tKind = useTranslations('workloads.kinds')
  const query = useShallowQuery()
  return (
    <>
      <Select
        aria-label={t('stateFilter')}
        value={state ?? ''}
        placeholder={t('anyState')}
        options={STATE_FILTERS.map((value) => ({ value, label: t(`stateFilters.${value}`) }))}
        onChange={(event) => query.go({ state: event.target.value || null, page: null }, 'replace')}
        className="w-40"
      />
      <Select
        aria-label={t('kindFilter')}
        value={kind ?? ''}
        placeholder={t('anyKind')}
        options={WORKLOAD_KINDS.map((value) => ({ value, label: tKind(value) }))}
        onChange={(event) => query.go({ kind: event.target.value || null, page: null }, 'replace')}
        className="w-40"
      />
    </>
  )
}
