import type { QuotaRole } from '#lib/env/quota-roles.ts'

/** The group whose entry counts for somebody who is in these: of several entries the first; null for none. */
export function findQuotaRole(roles: readonly QuotaRole[], groups: ReadonlySet<string>): string | null {
  return roles.find(({ group }) => groups.has(group))?.group ?? null
}

/** The role of a group that was kept; null when the settings do not name it any more. */
export function getQuotaRole(roles: readonly QuotaRole[], group: string | null): QuotaRole | null {
  return roles.find((role) => role.group === group) ?? null
}
