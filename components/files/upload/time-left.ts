const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3600

export interface TimeLeft {
  unit: 'seconds' | 'minutes' | 'hours'
  count: number
}

/** Whole units, rounded up, so that what is promised is not overrun by the rounding. */
export function toTimeLeft(seconds: number): TimeLeft {
  if (seconds < MINUTE_SECONDS) return { unit: 'seconds', count: Math.max(1, Math.ceil(seconds)) }
  if (seconds < HOUR_SECONDS) return { unit: 'minutes', count: Math.ceil(seconds / MINUTE_SECONDS) }
  return { unit: 'hours', count: Math.ceil(seconds / HOUR_SECONDS) }
}
