import { useLocale, useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'
import { IntentLink } from '#components/ui/intent-link.tsx'
import { getMeterLevel } from '#components/ui/meter-view.ts'
import { formatShare } from '#lib/format.ts'

interface QuotaChipProps {
  /** The resource that is fullest: "Storage". */
  label: string
  used: number
  limit: number
  href: string
}

/** The resource that runs out first, wherever one is. */
export function QuotaChip({ label, used, limit, href }: QuotaChipProps) {
  const t = useTranslations('ui.meter')
  const locale = useLocale()
  const level = getMeterLevel(used, limit)
  const share = limit > 0 ? used / limit : Number(used > 0)
  const text = formatShare(share, locale)
  const tone =
    level === 'calm'
      ? 'text-accent'
      : level === 'full' || level === 'reached' || level === 'over'
        ? 'text-danger'
        : 'text-warning'
  return (
    <IntentLink
      href={href}
      data-tip={level === 'calm' ? undefined : t(level)}
      className="inline-flex h-control items-center gap-2 rounded-box px-2 text-table font-medium whitespace-nowrap hover:bg-hover"
    >
      <svg aria-hidden viewBox="0 0 20 20" className={classNames('size-4 -rotate-90', tone)}>
        <circle cx="10" cy="10" r="7.5" fill="none" strokeWidth="4" className="stroke-line-control" />
        <circle
          cx="10"
          cy="10"
          r="7.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="4"
          pathLength="100"
          strokeDasharray={`${Math.min(share, 1) * 100} 100`}
        />
      </svg>
      <span className="text-quiet max-md:sr-only">{label}</span> <span className="tabular-nums">{text}</span>
      {level !== 'calm' && <span className="sr-only">, {t(level)}</span>}
    </IntentLink>
  )
}
