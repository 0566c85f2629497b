/** A number that a person reads: pieces, bytes or thousandths of a CPU. */
export type AmountUnit = 'count' | 'bytes' | 'millicores'

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const MINUTE_SECONDS = 60
const HOUR_SECONDS = 60 * MINUTE_SECONDS
const DAY_SECONDS = 24 * HOUR_SECONDS
const MONTH_SECONDS = 30 * DAY_SECONDS
const YEAR_SECONDS = 365 * DAY_SECONDS

/** Below this many seconds an event counts as now: clocks of browser, portal and cluster differ. */
const NOW_SECONDS = 5

const RELATIVE_STEPS: { unit: Intl.RelativeTimeFormatUnit; seconds: number; below: number }[] = [
  { unit: 'second', seconds: 1, below: MINUTE_SECONDS },
  { unit: 'minute', seconds: MINUTE_SECONDS, below: HOUR_SECONDS },
  { unit: 'hour', seconds: HOUR_SECONDS, below: DAY_SECONDS },
  { unit: 'day', seconds: DAY_SECONDS, below: MONTH_SECONDS },
  { unit: 'month', seconds: MONTH_SECONDS, below: YEAR_SECONDS },
  { unit: 'year', seconds: YEAR_SECONDS, below: Infinity },
]

// Making an Intl formatter costs far more than using it, and a table formats hundreds of cells.
const formatters = new Map<string, Intl.NumberFormat | Intl.RelativeTimeFormat | Intl.DateTimeFormat>()

function getFormatter<T extends Intl.NumberFormat | Intl.RelativeTimeFormat | Intl.DateTimeFormat>(
  key: string,
  create: () => T,
): T {
  const known = formatters.get(key)
  if (known) return known as T
  const created = create()
  formatters.set(key, created)
  return created
}

function formatNumber(value: number, locale: string, maximumFractionDigits: number): string {
  return getFormatter(
    `number ${locale} ${maximumFractionDigits}`,
    () => new Intl.NumberFormat(locale, { maximumFractionDigits }),
  ).format(value)
}

export function formatCount(count: number, locale: string): string {
  return formatNumber(count, locale, 0)
}

/** Bytes in powers of 1024, as in "9.8 GiB"; one decimal below 100. */
export function formatBytes(bytes: number, locale: string): string {
  let amount = bytes
  let power = 0
  // Not 1024: what would be written as "1,024 MiB" is rounded up to the next unit.
  while (Math.abs(amount) >= 1023.5 && power < BYTE_UNITS.length - 1) {
    amount /= 1024
    power += 1
  }
  const digits = power === 0 || Math.abs(amount) >= 99.95 ? 0 : 1
  return `${formatNumber(amount, locale, digits)} ${BYTE_UNITS[power]}`
}

/** Thousandths of a CPU as CPUs, as in "1.5 CPU"; small amounts keep three decimals. */
export function formatMillicores(millicores: number, locale: string): string {
  const digits = Math.abs(millicores) < 100 ? 3 : 2
  return `${formatNumber(millicores / 1000, locale, digits)} CPU`
}

export function formatAmount({ value, unit }: { value: number; unit: AmountUnit }, locale: string): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(value, locale)
    case 'millicores':
      return formatMillicores(value, locale)
    case 'count':
      return formatCount(value, locale)
  }
}

/** A share of one, as in "93%". Never "100%" below one and never "0%" above zero, because both are read as exact. */
export function formatShare(share: number, locale: string): string {
  const percent = Math.round(share * 100)
  const honest = share < 1 ? Math.min(percent, 99) : percent
  const value = share > 0 ? Math.max(honest, 1) : honest
  return getFormatter(`share ${locale}`, () => new Intl.NumberFormat(locale, { style: 'percent' })).format(value / 100)
}

/** "3 minutes ago", "in 2 hours", "now"; whole units, rounded down. */
export function formatRelativeTime(times: { atMs: number; nowMs: number }, locale: string): string {
  const seconds = (times.atMs - times.nowMs) / 1000
  const distance = Math.abs(seconds) < NOW_SECONDS ? 0 : Math.abs(seconds)
  const step = RELATIVE_STEPS.find(({ below }) => distance < below)
  if (!step) return ''
  const amount = Math.floor(distance / step.seconds) * (seconds < 0 ? -1 : 1)
  // Only zero may become a word: "yesterday" would be wrong for what was 25 hours ago, just after midnight.
  const numeric = distance === 0 ? 'auto' : 'always'
  return getFormatter(`relative ${locale} ${numeric}`, () => new Intl.RelativeTimeFormat(locale, { numeric })).format(
    amount,
    step.unit,
  )
}

/** Date and time to the second with the zone's name, as in "Nov 24, 2026, 6:02:53 AM GMT+8"; without a zone, the reader's. */
export function formatExactTime({ atMs, timeZone }: { atMs: number; timeZone?: string }, locale: string): string {
  return getFormatter(
    `exact ${locale} ${timeZone}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        timeZone,
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        second: '2-digit',
        timeZoneName: 'short',
      }),
  ).format(atMs)
}

const DURATION_STEPS = [
  { unit: 'day', seconds: DAY_SECONDS },
  { unit: 'hour', seconds: HOUR_SECONDS },
  { unit: 'minute', seconds: MINUTE_SECONDS },
  { unit: 'second', seconds: 1 },
] as const

/** "2 hours", "1 day 12 hours": at most two units, and nothing below the second one. */
export function formatDuration(seconds: number, locale: string): string {
  const parts: string[] = []
  let rest = Math.max(0, Math.round(seconds))
  for (const step of DURATION_STEPS) {
    const amount = Math.floor(rest / step.seconds)
    rest -= amount * step.seconds
    if (amount === 0 && (parts.length > 0 || step.unit !== 'second')) continue
    const format = { style: 'unit', unit: step.unit, unitDisplay: 'long' } as const
    parts.push(
      getFormatter(`duration ${locale} ${step.unit}`, () => new Intl.NumberFormat(locale, format)).format(amount),
    )
    if (parts.length === 2) break
  }
  return parts.join(' ')
}
