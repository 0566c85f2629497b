'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { useId } from 'react'
import { useWatch } from 'react-hook-form'
import { Slider } from '#components/ui/slider.tsx'
import { formatAmount } from '#lib/format.ts'
import { parseAmount } from '#lib/quota/objects-amounts.ts'
import { quotaQuery } from '#lib/quota/queries.ts'
import { findStop, getPlace, listStops, type SizeUnit, toAmountText } from './amount-stops.ts'
import { useLaunchPlace } from './launch-context.tsx'
import type { LaunchValues } from './launch-values.ts'

interface AmountSliderProps {
  name: 'cpu' | 'memory'
  label: string
  /** What stands in the field, which may be no amount, or none that the slider stops at. */
  text: string
  onChange: (text: string) => void
}

const UNITS: Record<AmountSliderProps['name'], SizeUnit> = { cpu: 'millicores', memory: 'bytes' }

/** The rough size, up to what can be had at all, with a mark at what is free now. */
export function AmountSlider({ name, label, text, onChange }: AmountSliderProps) {
  const t = useTranslations('launchPage.size')
  const tUi = useTranslations('ui.size')
  const locale = useLocale()
  const id = useId()
  const unit = UNITS[name]
  const { most, mostBy, free } = useRoom(name)
  const stops = listStops(unit, most)
  const amount = parseAmount(text.trim(), unit)
  const format = (value: number) => formatAmount({ value, unit }, locale)
  const [first = 0, last = 0] = [stops[0], stops.at(-1)]
  const isMarked = free !== null && free < last
  return (
    <div>
      <Slider
        aria-label={tUi('slider', { label })}
        aria-valuetext={amount === null ? text : format(amount)}
        aria-describedby={id}
        min={0}
        max={stops.length - 1}
        step={1}
        value={amount === null ? 0 : findStop(stops, amount)}
        onChange={({ target }) => onChange(toAmountText(stops[target.valueAsNumber] ?? first, unit))}
      />
      {/* The middle of the thumb goes from one end to the other, not its edge. */}
      <svg aria-hidden className="block h-1.5 w-full px-2 text-quiet">
        {isMarked && <Mark place={getPlace(stops, free)} />}
      </svg>
      <div id={id} className="flex flex-wrap justify-between gap-x-3 text-table text-quiet tabular-nums">
        <span>{format(first)}</span>
        {isMarked && <span>{t('free', { amount: format(free) })}</span>}
        <span>{mostBy === null ? format(last) : t(mostBy, { amount: format(last) })}</span>
      </div>
    </div>
  )
}

function Mark({ place }: { place: number }) {
  const x = `${place * 100}%`
  return <line x1={x} x2={x} y1="0" y2="100%" strokeWidth="2" stroke="currentColor" />
}

/** What one program of this can have at most, and of that now. Of an edit, what it has itself would count twice. */
function useRoom(name: AmountSliderProps['name']) {
  const { space, offer, editUid } = useLaunchPlace()
  const { data } = useQuery(quotaQuery(space))
  const replicas = useWatch<LaunchValues, 'replicas'>({ name: 'replicas' })
  const quota = data?.isComplete ? data.items.find(({ resource }) => resource === name) : undefined
  const node = offer.largestNode
  const ofNode = (name === 'cpu' ? node?.cpuMillicores : node?.memoryBytes) ?? null
  const isQuota = quota !== undefined && (ofNode === null || quota.limit <= ofNode)
  const left = quota ? Math.max(0, quota.limit - quota.used) / Math.max(1, replicas ?? 1) : null
  // Processors are shared, so that none is taken away from others; memory has to be free on one machine.
  const freeOnNode = name === 'memory' ? (node?.freeMemoryBytes ?? null) : null
  const known = [left, freeOnNode].filter((one) => one !== null)
  return {
    most: isQuota ? quota.limit : ofNode,
    mostBy: isQuota ? ('mostByQuota' as const) : ofNode === null ? null : ('mostByMachine' as const),
    free: editUid === null && known.length > 0 ? Math.min(...known) : null,
  }
}
