import { TriangleAlert } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { type ReactNode, useId } from 'react'
import { type AmountUnit, formatAmount, formatShare } from '#lib/format.ts'
import { classNames } from './class-names.ts'
import { getMeterView, type MeterLevel } from './meter-view.ts'
import { TEXT_TONE, type Tone } from './tone.ts'

const TONES: Record<MeterLevel, Tone> = {
  calm: 'accent',
  high: 'warning',
  higher: 'warning',
  full: 'danger',
  reached: 'danger',
  over: 'danger',
}

interface MeterProps {
  /** What is measured; read aloud, and shown above the bar unless `isCompact` or `isBare`. */
  label: string
  used: number
  /** What the form at hand would add (or, when negative, free). */
  change?: number
  /** Null when there is none: then there is no bar either. */
  limit: number | null
  unit: AmountUnit
  /** From which share of the limit on it says so; that of quotas unless given. */
  highShare?: number
  /** The bar and its share in one line, for a cell of a table. */
  isCompact?: boolean
  /** The bar alone, where the numbers stand beside it anyway. */
  isBare?: boolean
  /** Below the bar: the age of the number, what holds it. */
  note?: ReactNode
}

/** Used, this change and the limit in one bar, with the numbers in words. */
export function Meter(props: MeterProps) {
  const { label, used, change = 0, limit, unit, highShare, isCompact = false, isBare = false, note } = props
  const t = useTranslations('ui.meter')
  const locale = useLocale()
  const view = getMeterView({ used, change, limit, highShare })
  const format = (value: number) => formatAmount({ value, unit }, locale)
  const numbers =
    limit === null ? t('noLimit', { used: format(used) }) : t('of', { used: format(used), limit: format(limit) })
  const after = change === 0 ? null : t('after', { after: format(Math.max(0, used + change)) })
  const word = view.level === 'calm' ? null : t(view.level)
  const bar = limit !== null && <MeterBar view={view} isFreeing={change < 0} />
  const meter = (
    <div className="min-w-0">
      <meter
        className="sr-only"
        aria-label={label}
        aria-valuetext={[numbers, after, word].filter(Boolean).join(', ')}
        min={0}
        max={limit ?? used}
        value={used}
      />
      {bar}
    </div>
  )
  if (isBare) return meter
  const share = view.share === null ? null : formatShare(view.share, locale)
  if (isCompact) {
    return (
      <div className="flex items-center gap-2" data-tip={numbers}>
        <div className="w-20 min-w-8 grow">{meter}</div>
        <span
          aria-hidden
          className={classNames(
            'inline-flex w-14 shrink-0 items-center gap-1 tabular-nums max-sm:w-auto',
            word ? classNames('font-medium', TEXT_TONE[TONES[view.level]]) : 'text-quiet',
          )}
        >
          {share}
          {word && <TriangleAlert className="size-3.5" />}
        </span>
      </div>
    )
  }
  return (
    <div className="min-w-0">
      <div className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <span className="font-medium">{label}</span>
        <span className="text-table tabular-nums" aria-hidden>
          {numbers}
          {after && <span className="text-quiet"> → {format(Math.max(0, used + change))}</span>}
          {!after && share && <span className="text-quiet"> · {share}</span>}
        </span>
      </div>
      {meter}
      {(word ?? note) && (
        <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-table text-quiet">
          {word && (
            <span
              aria-hidden
              className={classNames('inline-flex items-center gap-1 font-medium', TEXT_TONE[TONES[view.level]])}
            >
              <TriangleAlert aria-hidden className="size-3.5" />
              {word}
            </span>
          )}
          {note && <span>{note}</span>}
        </div>
      )}
    </div>
  )
}

function MeterBar({ view, isFreeing }: { view: ReturnType<typeof getMeterView>; isFreeing: boolean }) {
  const hatch = useId()
  return (
    // Widths are attributes of SVG, because the security policy forbids style attributes in HTML from the server.
    <svg
      aria-hidden
      className={classNames('block h-2 w-full overflow-hidden rounded-full', TEXT_TONE[TONES[view.level]])}
    >
      <rect width="100%" height="100%" className="fill-hover" />
      <rect width={`${view.usedPercent}%`} height="100%" fill="currentColor" />
      {view.changePercent > 0 && (
        <>
          <defs>
            <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="2.5" height="5" fill="currentColor" />
            </pattern>
          </defs>
          <rect
            x={`${view.usedPercent}%`}
            width={`${view.changePercent}%`}
            height="100%"
            fill={`url(#${hatch})`}
            opacity={isFreeing ? 0.45 : 1}
          />
        </>
      )}
      {view.limitPercent !== null && (
        <>
          <rect
            x={`${view.limitPercent}%`}
            width="6"
            height="100%"
            transform="translate(-3)"
            className="fill-surface"
          />
          <rect x={`${view.limitPercent}%`} width="2" height="100%" transform="translate(-1)" className="fill-ink" />
        </>
      )}
    </svg>
  )
}
