/** A Sunday, from which the names of the days follow. */
const SUNDAY_MS = Date.UTC(2026, 0, 4)
const DAY_MS = 86_400_000

/** The name of a day of the week as schedules count them: 0 is Sunday. */
export function formatWeekday(day: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(SUNDAY_MS + day * DAY_MS)
}
