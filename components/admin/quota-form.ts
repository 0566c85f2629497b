import { z } from 'zod'
import type { QuotaOverrides } from '#lib/env/quota-overrides.ts'
import type { QuotaRole } from '#lib/env/quota-roles.ts'

const QUOTA_COUNTS = ['pods', 'volumes', 'gpu'] as const
export const QUOTA_AMOUNTS = ['storage', 'cpu', 'memory', 'ephemeralStorage'] as const
export const QUOTA_FIELDS = ['storage', 'volumes', 'pods', 'cpu', 'memory', 'gpu', 'ephemeralStorage'] as const

export type QuotaField = (typeof QUOTA_FIELDS)[number]
/** What the settings give everybody. */
export type QuotaDefaults = Readonly<Record<QuotaField, string | number>>

const count = z
  .string()
  .trim()
  .regex(/^(\d{0,5}|100000)$/, 'admin.countInvalid')
const amount = z
  .string()
  .trim()
  .regex(/^(\d{1,12}(\.\d{1,3})?(m|[kMGTP]|[KMGTP]i)?)?$/, 'admin.amountInvalid')

/** The form as it is filled in: empty is what the user's role gives, or the standard. */
export const quotaFormSchema = z.object({
  quota: z.object({
    pods: count,
    volumes: count,
    gpu: count,
    storage: amount,
    cpu: amount,
    memory: amount,
    ephemeralStorage: amount,
  }),
})

export type QuotaForm = z.input<typeof quotaFormSchema>

export function toQuotaForm(quota: QuotaOverrides): QuotaForm {
  const read = (field: QuotaField) => String(quota[field] ?? '')
  return {
    quota: {
      pods: read('pods'),
      volumes: read('volumes'),
      gpu: read('gpu'),
      storage: read('storage'),
      cpu: read('cpu'),
      memory: read('memory'),
      ephemeralStorage: read('ephemeralStorage'),
    },
  }
}

/** What counts for a field that is left empty, and the group that gives it; null is the standard of everybody. */
export function getFallback(
  field: QuotaField,
  { defaults, role }: { defaults: QuotaDefaults; role: QuotaRole | undefined },
): { value: string | number; group: string | null } {
  const value = role?.quota[field]
  return role && value !== undefined ? { value, group: role.group } : { value: defaults[field], group: null }
}

/** Only what was filled in differs from the standard. */
export function toQuotaOverrides({ quota }: QuotaForm): QuotaOverrides {
  const filled = (fields: readonly QuotaField[], read: (text: string) => string | number) =>
    Object.fromEntries(
      fields.flatMap((field) => (quota[field].trim() === '' ? [] : [[field, read(quota[field].trim())]])),
    )
  return { ...filled(QUOTA_COUNTS, Number), ...filled(QUOTA_AMOUNTS, String) }
}
