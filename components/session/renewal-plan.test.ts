import { expect, test } from 'vitest'
import { planRenewal } from './renewal-plan.ts'

const MINUTE = 60_000
const now = 1_800_000_000_000
const state = (minutes: { ends?: number; renew: number; idle?: number; isVisible?: boolean }) => ({
  nowMs: now,
  endsAtMs: now + (minutes.ends ?? 400) * MINUTE,
  renewAtMs: now + minutes.renew * MINUTE,
  activeAtMs: now - (minutes.idle ?? 0) * MINUTE,
  isVisible: minutes.isVisible ?? true,
})

test.each([
  ['not due', { renew: 0.5 }, { step: 'rest', waitMs: MINUTE / 2 }],
  [
    'far from due: looks again in a minute, because the machine may have slept',
    { renew: 30 },
    { step: 'rest', waitMs: MINUTE },
  ],
  ['almost due', { renew: 0.001 }, { step: 'rest', waitMs: 1000 }],
  ['due', { renew: 0 }, { step: 'renew' }],
  ['overdue after a sleep, somebody is there', { renew: -100 }, { step: 'renew' }],
  ['due, somebody reads', { renew: 0, idle: 59 }, { step: 'renew' }],
  ['due, nobody has been there for an hour', { renew: 0, idle: 60 }, { step: 'rest', waitMs: null }],
  ['due, in the background for a moment', { renew: 0, idle: 9, isVisible: false }, { step: 'renew' }],
  ['due, in the background for long', { renew: 0, idle: 10, isVisible: false }, { step: 'rest', waitMs: null }],
  ['past its end', { renew: 0, ends: 0 }, { step: 'over' }],
  ['past its end, nobody is there', { renew: -5, ends: -1, idle: 500 }, { step: 'over' }],
] as const)('%s', (_, minutes, step) => {
  expect(planRenewal(state(minutes))).toEqual(step)
})
