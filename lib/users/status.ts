import type { UserState } from './schema.ts'

export type UserAction = 'sign-in' | 'disable' | 'enable' | 'end-sessions' | 'update-role' | 'update-quota' | 'delete'

/** What the state of a user allows; enabling a deleted one gives the same identity its own name back. */
const ALLOWED: Record<UserState, readonly UserAction[]> = {
  active: ['sign-in', 'disable', 'end-sessions', 'update-role', 'update-quota', 'delete'],
  disabled: ['enable', 'update-role', 'update-quota', 'delete'],
  deleted: ['enable'],
}

export function canUser(state: UserState, action: UserAction): boolean {
  return ALLOWED[state].includes(action)
}

/** What administrators cannot do to themselves: the last one would lock everybody out. */
export function isRefusedForSelf(action: UserAction): boolean {
  return action === 'disable' || action === 'delete' || action === 'update-role'
}

export function getUserState(user: { isDisabled: boolean; isDeleted: boolean }): UserState {
  if (user.isDeleted) return 'deleted'
  return user.isDisabled ? 'disabled' : 'active'
}
