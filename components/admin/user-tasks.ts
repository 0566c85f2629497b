import type { UserSummary } from '#lib/users/schema.ts'
import type { UserAction } from '#lib/users/status.ts'

/** What an administrator can do with a user, and what of `canUser` each needs. */
export const USER_TASKS = {
  disable: 'disable',
  enable: 'enable',
  restore: 'enable',
  endSessions: 'end-sessions',
  quota: 'update-quota',
  makeAdmin: 'update-role',
  takeAdmin: 'update-role',
  delete: 'delete',
} as const satisfies Record<string, UserAction>

export type UserTask = keyof typeof USER_TASKS
/** Those that only need a yes. */
export type PlainUserTask = Exclude<UserTask, 'quota' | 'delete'>

/** A user that was deleted is given back, one that was disabled is enabled. */
export function listUserTasks({ state, isAdmin }: Pick<UserSummary, 'state' | 'isAdmin'>): UserTask[] {
  if (state === 'deleted') return ['restore']
  return [
    'quota',
    ...(state === 'active' ? (['endSessions'] as const) : []),
    isAdmin ? 'takeAdmin' : 'makeAdmin',
    state === 'active' ? 'disable' : 'enable',
    'delete',
  ]
}
