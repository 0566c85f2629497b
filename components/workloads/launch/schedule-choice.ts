/** A schedule as people say it; `own` is what only the five fields can say. */
export type ScheduleChoice =
  | { every: 'hour'; minute: number }
  | { every: 'day' | 'workday'; minute: number; hour: number }
  | { every: 'week'; minute: number; hour: number; weekday: number }
  | { every: 'month'; minute: number; hour: number; day: number }
  | { every: 'own' }

export const SCHEDULE_CHOICES = ['hour', 'day', 'workday', 'week', 'month', 'own'] as const
export type ScheduleEvery = (typeof SCHEDULE_CHOICES)[number]

const WORDS: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
}

export function buildSchedule(choice: Exclude<ScheduleChoice, { every: 'own' }>): string {
  switch (choice.every) {
    case 'hour':
      return `${choice.minute} * * * *`
    case 'day':
      return `${choice.minute} ${choice.hour} * * *`
    case 'workday':
      return `${choice.minute} ${choice.hour} * * 1-5`
    case 'week':
      return `${choice.minute} ${choice.hour} * * ${choice.weekday}`
    case 'month':
      return `${choice.minute} ${choice.hour} ${choice.day} * *`
  }
}

export function parseScheduleChoice(text: string): ScheduleChoice {
  const trimmed = text.trim().toLowerCase()
  const fields = (WORDS[trimmed] ?? trimmed).split(/\s+/)
  const [minute, hour, day, weekday] = [
    toNumber(fields[0], 59),
    toNumber(fields[1], 23),
    toNumber(fields[2], 31),
    toNumber(fields[4], 6),
  ]
  if (fields.length !== 5 || minute === null || fields[3] !== '*') return { every: 'own' }
  const rest = fields.slice(1).join(' ')
  if (rest === '* * * *') return { every: 'hour', minute }
  if (hour === null) return { every: 'own' }
  if (fields[2] === '*' && fields[4] === '*') return { every: 'day', minute, hour }
  if (fields[2] === '*' && /^(1-5|mon-fri)$/.test(fields[4] ?? '')) return { every: 'workday', minute, hour }
  if (fields[2] === '*' && weekday !== null) return { every: 'week', minute, hour, weekday }
  if (fields[4] === '*' && day !== null && day > 0) return { every: 'month', minute, hour, day }
  return { every: 'own' }
}

/** The same hour and minute in another rhythm. */
export function changeRhythm(text: string, every: Exclude<ScheduleEvery, 'own'>): string {
  const known = parseScheduleChoice(text)
  const minute = 'minute' in known ? known.minute : 0
  const hour = 'hour' in known ? known.hour : 3
  return buildSchedule({ every, minute, hour, weekday: 1, day: 1 })
}

function toNumber(text: string | undefined, max: number): number | null {
  return text !== undefined && /^\d{1,2}$/.test(text) && Number(text) <= max ? Number(text) : null
}
