'use client'

import { useLocale, useTranslations } from 'next-intl'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import { formatCount } from '#lib/format.ts'
import type { ListAge } from '#lib/maintenance/schema.ts'

/** A list this young is as good as new. */
const CURRENT_SECONDS = 2

/** How old what the portal knows is, kind by kind. */
export function HealthLists({ lists }: { lists: ListAge[] }) {
  const t = useTranslations('admin.health.lists')
  const columns = useListColumns()
  return (
    <section aria-label={t('title')} className="grid gap-3">
      <div>
        <h2 className="font-semibold">{t('title')}</h2>
        <p className="mt-0.5 max-w-text text-table text-pretty text-quiet">{t('text')}</p>
      </div>
      <DataTable
        label={t('listLabel')}
        prefix="lists"
        columns={columns}
        rows={lists}
        getRowId={({ name }) => name}
        pageSize="all"
        defaultSort={{ column: 'name', isDescending: false }}
        empty={<EmptyState title={t('never')} />}
      />
    </section>
  )
}

function useListColumns(): TableColumn<ListAge>[] {
  const t = useTranslations('admin.health.lists')
  const locale = useLocale()
  return [
    { id: 'name', header: t('name'), value: ({ name }) => name, isMono: true },
    {
      id: 'age',
      header: t('age'),
      value: ({ ageSeconds }) => ageSeconds,
      cell: ({ ageSeconds }) => <Age ageSeconds={ageSeconds} />,
    },
    {
      id: 'count',
      header: t('count'),
      align: 'end',
      value: ({ count }) => count,
      cell: ({ count }) => formatCount(count, locale),
    },
    {
      id: 'need',
      header: t('need'),
      value: ({ isOptional }) => t(isOptional ? 'optional' : 'needed'),
      cell: ({ isOptional }) => <span className="text-quiet">{t(isOptional ? 'optional' : 'needed')}</span>,
    },
  ]
}

function Age({ ageSeconds }: Pick<ListAge, 'ageSeconds'>) {
  const t = useTranslations('admin.health.lists')
  if (ageSeconds === null) return <StateDot state="unknown" label={t('never')} />
  if (ageSeconds <= CURRENT_SECONDS) return <StateDot state="good" label={t('current')} />
  return <StateDot state="warning" label={t('seconds', { seconds: ageSeconds })} />
}
