import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

export interface ClaimNames {
  usernameClaim: string
  groupsClaim: string
  adminGroup: string | null
}

/** What Moorage takes from the identity provider; everything else is dropped. */
export interface Claims {
  subject: string
  /** What the username is made from, the first time; empty when the claim is missing. */
  preferredName: string
  displayName: string
  email: string
  isInAdminGroup: boolean
  groups: ReadonlySet<string>
}

const MAX_GROUPS = 10_000
const GROUP_NAME_MAX_LENGTH = 256

// Shown to people and written into logs: what steers a terminal or turns the direction of writing does not belong there.
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

const shortText = (maxLength: number) =>
  z
    .string()
    .transform((value) => value.replace(CONTROL, '').trim().slice(0, maxLength).toWellFormed())
    .catch('')

const subjectSchema = z.string().min(1).max(255)
const groupName = z.string().min(1).max(GROUP_NAME_MAX_LENGTH)
// One group may come as plain text. What is nested is refused, not flattened: its meaning is the provider's own.
const groupsSchema = z.union([z.string().transform((value) => (value === '' ? [] : [value])), z.array(z.string())])

/**
 * Reads the claims of an ID token or of the user info endpoint. Throws UNAUTHENTICATED when the subject or the groups
 * have a form that cannot be trusted; a missing name or address is only empty.
 */
export function parseClaims(raw: unknown, names: ClaimNames): Claims {
  const get = toReader(raw)
  const subject = subjectSchema.safeParse(get('sub'))
  if (!subject.success) throw toClaimsError('sub')
  const groups = parseGroups(get(names.groupsClaim), names.groupsClaim)
  const preferredName = shortText(200).parse(get(names.usernameClaim))
  return {
    subject: subject.data,
    preferredName,
    displayName: shortText(200).parse(get('name')) || preferredName,
    email: shortText(320).parse(get('email')),
    isInAdminGroup: names.adminGroup !== null && groups.has(names.adminGroup),
    groups,
  }
}

function parseGroups(value: unknown, claim: string): ReadonlySet<string> {
  if (value === undefined || value === null) return new Set()
  const parsed = groupsSchema.safeParse(value)
  // A list that is cut would lose somebody's right at random, so too long a list is refused as a whole.
  if (!parsed.success || parsed.data.length > MAX_GROUPS) throw toClaimsError(claim)
  return new Set(parsed.data.filter((name) => groupName.safeParse(name).success))
}

/** Own properties only: `__proto__` and `constructor` are claims like any other, or none. */
function toReader(raw: unknown): (name: string) => unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw toClaimsError('sub')
  const entries = new Map(Object.entries(raw))
  return (name) => entries.get(name)
}

function toClaimsError(claim: string): AppError {
  return new AppError('UNAUTHENTICATED', 'The identity provider sent claims that Moorage cannot use.', {
    details: { claim },
  })
}
