import { expect, test } from 'vitest'
import { canUser } from '#lib/users/status.ts'
import { listUserTasks, USER_TASKS } from './user-tasks.ts'

test.each(['active', 'disabled', 'deleted'] as const)(
  'only what the state allows is offered of somebody %s',
  (state) => {
    for (const isAdmin of [true, false]) {
      const tasks = listUserTasks({ state, isAdmin })
      expect(tasks.length).toBeGreaterThan(0)
      for (const task of tasks) expect(canUser(state, USER_TASKS[task])).toBe(true)
    }
  },
)

test('what is done can be undone', () => {
  expect(listUserTasks({ state: 'active', isAdmin: false })).toEqual([
    'quota',
    'endSessions',
    'makeAdmin',
    'disable',
    'delete',
  ])
  expect(listUserTasks({ state: 'disabled', isAdmin: true })).toEqual(['quota', 'takeAdmin', 'enable', 'delete'])
  expect(listUserTasks({ state: 'deleted', isAdmin: false })).toEqual(['restore'])
})
