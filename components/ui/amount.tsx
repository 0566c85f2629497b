import { useLocale } from 'next-intl'
import { type AmountUnit, formatAmount, formatCount } from '#lib/format.ts'

/** A number of pieces, bytes or CPUs as a person reads it; the exact bytes on hover. */
export function Amount({ value, unit }: { value: number; unit: AmountUnit }) {
  const locale = useLocale()
  return (
    <data
      value={value}
      className="whitespace-nowrap tabular-nums"
      data-tip={unit === 'bytes' && value >= 1024 ? `${formatCount(value, locale)} B` : undefined}
    >
      {formatAmount({ value, unit }, locale)}
    </data>
  )
}

export function Bytes({ value }: { value: number }) {
  return <Amount value={value} unit="bytes" />
}
