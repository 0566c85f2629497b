'use client'

import { HardDrive } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useLocale, useTranslations } from 'next-intl'
import { DataTable } from '#components/data-table/data-table.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { formatBytes } from '#lib/format.ts'
import type { VolumePage } from '#lib/maintenance/schema.ts'
import { routes } from '#lib/routes.ts'
import { VOLUME_PHASES } from '#lib/storage/schema.ts'
import { QuerySelect } from './query-select.tsx'
import { useAdminRefresh } from './use-admin-refresh.ts'
import { useVolumeColumns } from './use-volume-columns.tsx'
import { PHASE_PARAM, VOLUMES_PAGE_SIZE, VOLUMES_SORT } from './volumes-query.ts'

/** The volumes of all spaces, page by page. */
export function VolumesBoard({ page }: { page: VolumePage }) {
  const t = useTranslations('admin.volumes')
  const phases = useTranslations('storagePage.phases')
  const locale = useLocale()
  const isFiltered = useSearchParams().get(PHASE_PARAM) !== null
  useAdminRefresh()
  const columns = useVolumeColumns()
  const empty = isFiltered ? 'emptyFilter' : 'empty'
  const { total, requestedBytes, usedBytes, measuredCount } = page
  return (
    <div className="grid gap-3">
      <DataTable
        label={t('listLabel')}
        columns={columns}
        rows={page.items}
        getRowId={({ uid }) => uid}
        getRowHref={({ space, name }) => routes.storage(space, { volume: name })}
        serverTotal={total}
        defaultSort={VOLUMES_SORT}
        pageSize={VOLUMES_PAGE_SIZE}
        toolbar={
          <QuerySelect
            name={PHASE_PARAM}
            label={t('filter')}
            options={[
              { value: '', label: t('all') },
              ...VOLUME_PHASES.map((value) => ({ value, label: phases(value) })),
            ]}
          />
        }
        empty={<EmptyState icon={<HardDrive />} title={t(`${empty}.title`)} text={t(`${empty}.text`)} />}
      />
      {total > 0 && (
        <p className="text-table text-quiet tabular-nums">
          {t('sums', { requested: formatBytes(requestedBytes, locale) })}{' '}
          {measuredCount > 0 && t('measured', { used: formatBytes(usedBytes, locale), count: measuredCount })}
        </p>
      )}
    </div>
  )
}
