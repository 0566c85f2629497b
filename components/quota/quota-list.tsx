import { useTranslations } from 'next-intl'
import { Amount } from '#components/ui/amount.tsx'
import { Button } from '#components/ui/button.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { Link } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { QuotaHolder, QuotaItem } from '#lib/quota/schema.ts'
import { routes } from '#lib/routes.ts'
import type { Stops } from './use-stops.ts'

/** What fits beside a meter; the rest is folded. */
const HOLDERS_SHOWN = 4

interface QuotaListProps {
  space: SpaceId
  items: readonly QuotaItem[]
  stops: Stops
}

export function QuotaList({ space, items, stops }: QuotaListProps) {
  return (
    <ul className="divide-y divide-line">
      {items.map((item) => (
        <li key={item.resource}>
          <QuotaRow space={space} item={item} stops={stops} />
        </li>
      ))}
    </ul>
  )
}

function QuotaRow({ space, item, stops }: { space: SpaceId; item: QuotaItem; stops: Stops }) {
  const t = useTranslations('quotaPage')
  const { resource, used, limit, unit, holders, origin } = item
  return (
    <div className="grid gap-x-10 gap-y-3 p-4 sm:px-5 md:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <div className="min-w-0">
        <Meter label={t(`resources.${resource}.label`)} used={used} limit={limit} unit={unit} />
        <p className="mt-2 max-w-text text-table text-pretty text-quiet">{t(`resources.${resource}.text`)}</p>
        {origin && (
          <p className="max-w-text text-table text-pretty wrap-anywhere text-quiet">
            {origin.kind === 'role' ? t('origins.role', { group: origin.group }) : t('origins.own')}
          </p>
        )}
      </div>
      <div className="min-w-0 text-table">
        <p className="h-5 text-quiet">{t('holders')}</p>
        {holders.length > 0 ? (
          <Holders space={space} holders={holders} unit={unit} stops={stops} />
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
  stops: Stops
}

function Holders({ holders, ...rest }: HoldersProps) {
  const t = useTranslations('quotaPage')
  const others = holders.slice(HOLDERS_SHOWN)
  return (
    <>
      <HolderList holders={holders.slice(0, HOLDERS_SHOWN)} {...rest} />
      {others.length > 0 && (
        <Fold summary={t('more', { count: others.length })}>
          <HolderList holders={others} {...rest} />
        </Fold>
      )}
    </>
  )
}

function HolderList({ space, holders, unit, stops }: HoldersProps) {
  const t = useTranslations('quotaPage')
  return (
    <ul className="mt-1 grid grid-cols-[minmax(0,1fr)] gap-1">
      {holders.map(({ kind, name, amount, workload }) => (
        <li key={`${kind}/${name}`} className="flex items-center justify-between gap-3">
          <span className="flex min-w-0 items-baseline gap-2">
            <span className="shrink-0 text-quiet">{t(kind)}</span>
            {kind === 'volume' || workload ? (
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
          <span className="flex shrink-0 items-center gap-3">
            <Amount value={amount} unit={unit} />
            {workload && <StopButton workload={workload} stops={stops} />}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** For what is to give free what it holds; nothing for what cannot be stopped, or not by this person. */
function StopButton({ workload, stops }: { workload: NonNullable<QuotaHolder['workload']>; stops: Stops }) {
  const t = useTranslations('quotaPage')
  const found = stops.find(workload)
  return (
    found && (
      <Button size="small" aria-label={t('stopOf', { name: found.name })} onClick={() => stops.ask(found)}>
        {t('stop')}
      </Button>
    )
  )
}
