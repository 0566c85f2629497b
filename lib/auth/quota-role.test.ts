import { expect, test } from 'vitest'
import { findQuotaRole, getQuotaRole } from './quota-role.ts'

const roles = [
  { group: 'research', quota: { cpu: '16' } },
  { group: 'staff', quota: { memory: '32Gi' } },
]

test('of several groups the first entry counts, and it alone', () => {
  expect(findQuotaRole(roles, new Set(['staff', 'research']))).toBe('research')
  expect(getQuotaRole(roles, 'research')?.quota).toEqual({ cpu: '16' })
  expect(findQuotaRole(roles, new Set(['staff']))).toBe('staff')
})

test('names are compared exactly, and who is in no such group has no role', () => {
  expect(findQuotaRole(roles, new Set(['Research', 'research ', 'staff/research']))).toBeNull()
  expect(findQuotaRole([], new Set(['research']))).toBeNull()
})

test('a role that the settings do not name any more gives nothing', () => {
  expect(getQuotaRole(roles, 'guests')).toBeNull()
  expect(getQuotaRole(roles, null)).toBeNull()
})
