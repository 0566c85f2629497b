import type { QuotaOverrides } from '#lib/env/quota-overrides.ts'
import type { QuotaRole } from '#lib/env/quota-roles.ts'

/** The group whose entry counts for somebody who is in these: of several entries the first; null for none. */
export function findQuotaRole(roles: readonly QuotaRole[], groups: ReadonlySet<string>): string | null {
  return roles.find(({ group }) => groups.has(group))?.group ?? null
}

/** What a kept group gives; nothing when the settings do not name it any more. */
export function getRoleQuota(roles: readonly QuotaRole[], group: string | null): QuotaOverrides {
  return roles.find((role) => role.group === group)?.quota ?? {}
}
