/**
 * Schedules as CronJobs have them (https://pkg.go.dev/github.com/robfig/cron/v3): five fields, names of months and days,
 * and the words @hourly to @yearly. "@every" is not among them, because its times follow from when it was made.
 */
export interface Schedule {
  minutes: ReadonlySet<number>
  hours: ReadonlySet<number>
  days: ReadonlySet<number>
  months: ReadonlySet<number>
  weekdays: ReadonlySet<number>
  /** A day has to fit both fields when one of them begins with a star, and one of them otherwise. */
  isEitherDay: boolean
}

const WORDS: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface Field {
  min: number
  max: number
  names: readonly string[]
}
const MINUTE: Field = { min: 0, max: 59, names: [] }
const HOUR: Field = { min: 0, max: 23, names: [] }
const DAY: Field = { min: 1, max: 31, names: [] }
const MONTH: Field = { min: 1, max: 12, names: MONTHS }
const WEEKDAY: Field = { min: 0, max: 6, names: WEEKDAYS }

/** Null for what Kubernetes would not take. */
export function parseSchedule(text: string): Schedule | null {
  const trimmed = text.trim()
  const fields = (WORDS[trimmed.toLowerCase()] ?? trimmed).split(/\s+/)
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields
  if (fields.length !== 5) return null
  const minutes = parseField(minute, MINUTE)
  const hours = parseField(hour, HOUR)
  const days = parseField(day, DAY)
  const months = parseField(month, MONTH)
  const weekdays = parseField(weekday, WEEKDAY)
  if (!minutes || !hours || !days || !months || !weekdays) return null
  return { minutes, hours, days, months, weekdays, isEitherDay: !hasStar(day) && !hasStar(weekday) }
}

const hasStar = (text: string) => text.split(',').some((part) => /^[*?](\/1)?$/.test(part))

function parseField(text: string, field: Field): Set<number> | null {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [range = '', step, ...more] = part.split('/')
    const [from = '', to, ...others] = range.split('-')
    if (more.length > 0 || others.length > 0) return null
    const isAll = range === '*' || range === '?'
    const first = isAll ? field.min : parseNumber(from, field.names)
    // "5/15" goes on to the end of the range.
    const open = isAll || step !== undefined ? field.max : first
    const last = isAll || to === undefined ? open : parseNumber(to, field.names)
    const by = step === undefined ? 1 : parseNumber(step, [])
    if (first === null || last === null || by === null || by === 0) return null
    if (first < field.min || last > field.max || first > last) return null
    for (let value = first; value <= last; value += by) values.add(value)
  }
  return new Set([...values].toSorted((a, b) => a - b))
}

function parseNumber(text: string, names: readonly string[]): number | null {
  const named = names.indexOf(text.toLowerCase())
  // Months count from 1, days of the week from 0.
  if (named >= 0) return names === MONTHS ? named + 1 : named
  return /^\d{1,4}$/.test(text) ? Number(text) : null
}

const DAY_MS = 86_400_000
/** After that many years Kubernetes gives up as well. */
const HORIZON_DAYS = 5 * 366

/**
 * The next times, in milliseconds since 1970. As in Kubernetes, a time that the clock leaves out does not come, and one
 * that it repeats comes twice. Empty: never within five years.
 * Throws for a zone that is none.
 */
export function listNextTimes(options: {
  schedule: Schedule
  timeZone: string
  afterMs: number
  count: number
}): number[] {
  const { schedule, timeZone, afterMs, count } = options
  const toOffset = createOffset(timeZone)
  const firstDay = Math.floor((afterMs + toOffset(afterMs)) / DAY_MS)
  const times: number[] = []
  for (let day = firstDay; day < firstDay + HORIZON_DAYS && times.length < count; day += 1) {
    if (!isOn(schedule, new Date(day * DAY_MS))) continue
    times.push(...listTimesOfDay({ schedule, midnight: day * DAY_MS, toOffset, afterMs, count: count - times.length }))
  }
  return times
}

function isOn({ days, months, weekdays, isEitherDay }: Schedule, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false
  const isDay = days.has(date.getUTCDate())
  const isWeekday = weekdays.has(date.getUTCDay())
  return isEitherDay ? isDay || isWeekday : isDay && isWeekday
}

function listTimesOfDay(options: {
  schedule: Schedule
  midnight: number
  toOffset: (atMs: number) => number
  afterMs: number
  count: number
}): number[] {
  const { schedule, midnight, toOffset, afterMs, count } = options
  const offsets = [...new Set([toOffset(midnight - DAY_MS), toOffset(midnight + 2 * DAY_MS)])]
  const times: number[] = []
  for (const hour of schedule.hours) {
    for (const minute of schedule.minutes) {
      const wall = midnight + (hour * 60 + minute) * 60_000
      for (const offset of offsets) {
        if (wall - offset > afterMs && (offsets.length === 1 || toOffset(wall - offset) === offset))
          times.push(wall - offset)
      }
      // Where the clock is not turned, the next one is later.
      if (offsets.length === 1 && times.length >= count) return times
    }
  }
  return times.toSorted((a, b) => a - b).slice(0, count)
}

export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(getZoneFormat(name))
  } catch {
    return false
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs far more than using it; there are a few hundred zones. Throws for what is none. */
function getZoneFormat(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** How far a zone's clocks are ahead of UTC at a moment; whole minutes, as all zones have had since 1972. */
function createOffset(timeZone: string): (atMs: number) => number {
  if (timeZone === 'UTC') return () => 0
  const format = getZoneFormat(timeZone)
  const known = new Map<number, number>()
  return (atMs) => {
    // Zones change their offset on quarters of an hour.
    const quarter = Math.floor(atMs / 900_000) * 900_000
    let offset = known.get(quarter)
    if (offset === undefined) {
      const parts = Object.fromEntries(format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]))
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts
      offset = Date.UTC(year, month - 1, day, hour, minute) - quarter
      known.set(quarter, offset)
    }
    return offset
  }
}
