import { useTranslations } from 'next-intl'
import { Amount } from '#components/ui/amount.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { Link } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { QuotaHolder, QuotaItem } from '#lib/quota/schema.ts'
import { routes } from '#lib/routes.ts'

/** What fits beside a meter; the rest is folded. */
const HOLDERS_SHOWN = 4

interface QuotaListProps {
  space: SpaceId
  items: readonly QuotaItem[]
}

export function QuotaList({ space, items }: QuotaListProps) {
  return (
    <ul className="divide-y divide-line">
      {items.map((item) => (
        <li key={item.resource}>
          <QuotaRow space={space} item={item} />
        </li>
      ))}
    </ul>
  )
}

function QuotaRow({ space, item }: { space: SpaceId; item: QuotaItem }) {
  const t = useTranslations('quotaPage')
  const { resource, used, limit, unit, holders } = item
  return (
    <div className="grid gap-x-10 gap-y-3 p-4 sm:px-5 md:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <div className="min-w-0">
        <Meter label={t(`resources.${resource}.label`)} used={used} limit={limit} unit={unit} />
        <p className="mt-2 max-w-text text-table text-pretty text-quiet">{t(`resources.${resource}.text`)}</p>
      </div>
      <div className="min-w-0 text-table">
        <p className="h-5 text-quiet">{t('holders')}</p>
        {holders.length > 0 ? (
          <Holders space={space} holders={holders} unit={unit} />
        ) : (
          <p className="mt-1">{used === 0 ? t('nothing') : t('onlyCounted')}</p>
        )}
      </div>
    </div>
  )
}

interface HoldersProps {
  space: SpaceId
  holders: readonly QuotaHolder[]
  unit: QuotaItem['unit']
}

function Holders({ space, holders, unit }: HoldersProps) {
  const t = useTranslations('quotaPage')
  const rest = holders.slice(HOLDERS_SHOWN)
  return (
    <>
      <HolderList space={space} holders={holders.slice(0, HOLDERS_SHOWN)} unit={unit} />
      {rest.length > 0 && (
        <Fold summary={t('more', { count: rest.length })}>
          <HolderList space={space} holders={rest} unit={unit} />
        </Fold>
      )}
    </>
  )
}

function HolderList({ space, holders, unit }: HoldersProps) {
  const t = useTranslations('quotaPage')
  return (
    <ul className="mt-1 grid gap-1">
      {holders.map(({ kind, name, amount, workload }) => (
        <li key={`${kind}/${name}`} className="flex items-baseline justify-between gap-3">
          <span className="flex min-w-0 items-baseline gap-2">
            <span className="shrink-0 text-quiet">{t(kind)}</span>
            {kind === 'volume' || workload ? (
              // A workload's page has the button that stops it.
              <Link
                variant="quiet"
                href={workload ? routes.workload(space, workload) : routes.storage(space, { volume: name })}
                className="min-w-0 truncate font-mono"
                data-tip={name}
              >
                {name}
              </Link>
            ) : (
              <span className="min-w-0 truncate font-mono" data-tip={name}>
                {name}
              </span>
            )}
          </span>
          <Amount value={amount} unit={unit} />
        </li>
      ))}
    </ul>
  )
}
