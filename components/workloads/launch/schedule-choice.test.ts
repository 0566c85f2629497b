import { expect, test } from 'vitest'
import { parseSchedule } from '#lib/workloads/schema-schedule.ts'
import { buildSchedule, changeRhythm, parseScheduleChoice, SCHEDULE_CHOICES } from './schedule-choice.ts'

test.each([
  ['15 * * * *', { every: 'hour', minute: 15 }],
  ['30 3 * * *', { every: 'day', minute: 30, hour: 3 }],
  ['@daily', { every: 'day', minute: 0, hour: 0 }],
  ['5 18 * * MON-FRI', { every: 'workday', minute: 5, hour: 18 }],
  ['0 7 * * 0', { every: 'week', minute: 0, hour: 7, weekday: 0 }],
  ['0 7 31 * *', { every: 'month', minute: 0, hour: 7, day: 31 }],
])('%s is %j, and back', (text, choice) => {
  const read = parseScheduleChoice(text)
  expect(read).toEqual(choice)
  if (read.every === 'own') throw new Error('There is nothing to build.')
  expect(parseSchedule(buildSchedule(read))).toEqual(parseSchedule(text))
})

test.each([
  '',
  '*/5 * * * *',
  '0 7 1 * 1',
  '0 7 * 1 *',
  '0 25 * * *',
  '61 1 * * *',
  '0 7 0 * *',
  '@yearly',
  '1 2 3 4 5 6',
])('%j is none of them', (text) => {
  expect(parseScheduleChoice(text)).toEqual({ every: 'own' })
})

test('another rhythm keeps the time of the day', () => {
  const rhythms = SCHEDULE_CHOICES.flatMap((every) => (every === 'own' ? [] : [changeRhythm('30 3 * * *', every)]))
  expect(rhythms).toEqual(['30 * * * *', '30 3 * * *', '30 3 * * 1-5', '30 3 * * 1', '30 3 1 * *'])
  expect(changeRhythm('nonsense', 'day')).toBe('0 3 * * *')
})
