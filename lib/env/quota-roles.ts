import { z } from 'zod'
import { quotaOverridesSchema, type QuotaOverrides } from './quota-overrides.ts'

/** What the members of a group of the identity provider have instead of the defaults. */
export interface QuotaRole {
  readonly group: string
  readonly quota: QuotaOverrides
}

/** Longer names are not taken from claims, so nobody could be in such a group. */
const GROUP_NAME_MAX_LENGTH = 256
const FORM = 'is not a JSON list such as [{"group": "research", "quota": {"cpu": "16", "pods": 20}}]'

// Strict: a misspelt name would leave a limit as it is, and nobody would notice.
const listSchema = z.array(
  z.strictObject({
    group: z.string().min(1).max(GROUP_NAME_MAX_LENGTH),
    quota: quotaOverridesSchema.unwrap().strict(),
  }),
)

/** The setting, JSON in one line; says in which entry something is wrong. */
export const quotaRolesSchema = z
  .string()
  .default('[]')
  .transform((value, context): readonly QuotaRole[] => {
    const parsed = listSchema.safeParse(parseJson(value))
    const message = parsed.success ? findDoubleGroup(parsed.data) : describeIssue(parsed.error.issues[0])
    if (parsed.success && message === null) return parsed.data
    context.addIssue({ code: 'custom', message: message ?? FORM })
    return z.NEVER
  })

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  const [index, ...path] = issue?.path ?? []
  if (!issue || typeof index !== 'number') return FORM
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const place = [...path, ...unknown].join('.')
  const what = `${place === '' ? '' : `${place} of `}entry ${index + 1}`
  return `cannot be used: ${what} is ${unknown.length > 0 ? 'unknown' : 'wrong'}`
}

/** The second of two entries would never count. */
function findDoubleGroup(roles: readonly QuotaRole[]): string | null {
  const second = roles.findIndex(({ group }, index) => roles.findIndex((one) => one.group === group) < index)
  return second === -1 ? null : `cannot be used: entry ${second + 1} is for the group of an earlier one`
}
