import { useLocale, useTranslations } from 'next-intl'
import { type AmountUnit, formatAmount } from '#lib/format.ts'
import { buildSparklinePath } from './sparkline-path.ts'

interface SparklineProps {
  label: string
  /** Oldest first, at equal distances; null where nothing was measured. */
  values: (number | null)[]
  unit: AmountUnit
  /** Drawn as a dashed line, and the top of the scale when nothing goes beyond it. */
  limit?: number
}

/** How a number went lately. Nothing is drawn where nothing was measured. */
export function Sparkline({ label, values, unit, limit }: SparklineProps) {
  const t = useTranslations('ui.sparkline')
  const locale = useLocale()
  const measured = values.filter((value) => value !== null)
  const last = measured.at(-1)
  if (last === undefined) return <span className="text-table text-quiet">{t('nothing')}</span>
  const most = Math.max(...measured)
  const top = Math.max(most, limit ?? 0) || 1
  const format = (value: number) => formatAmount({ value, unit }, locale)
  const path = buildSparklinePath(values, top)
  return (
    <svg
      role="img"
      aria-label={t('text', { label, last: format(last), most: format(most) })}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="block h-8 w-full overflow-visible text-accent"
    >
      <path d={path.area} fill="currentColor" opacity="0.12" />
      {limit !== undefined && limit > 0 && (
        <line
          x1="0"
          x2="100"
          y1={100 - (limit / top) * 100}
          y2={100 - (limit / top) * 100}
          className="stroke-line-strong"
          strokeDasharray="3 3"
          vectorEffect="non-scaling-stroke"
        />
      )}
      <path
        d={path.line}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
