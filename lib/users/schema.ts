import { z } from 'zod'
import { quotaOverridesSchema } from '#lib/env/quota-overrides.ts'

export type UserState = 'active' | 'disabled' | 'deleted'

/** One row of the administrators' list. */
export interface UserSummary {
  username: string
  uid: string
  resourceVersion: string
  displayName: string
  email: string
  state: UserState
  /** By `spec.role` only: who is an administrator by a group of the provider is known to that person's session alone. */
  isAdmin: boolean
  createdAt: string
  /** Null for somebody without a session. */
  lastSeenAt: string | null
  sessionCount: number
  quota: z.output<typeof quotaOverridesSchema>
  /** The group by which the settings give something else than the standard; null for none. */
  quotaRole: string | null
}

/** One sign-in, as its owner sees it. */
export interface SessionView {
  sid: string
  startedAt: string
  lastSeenAt: string
  agent: string
  isCurrent: boolean
}

/** The one who asks, as they see themselves. */
export interface ProfileView {
  username: string
  displayName: string
  email: string
  /** Null in the moment after the first sign-in. */
  createdAt: string | null
  isAdmin: boolean
}

export interface UserPage {
  items: UserSummary[]
  /** Of all that match, on all pages. */
  total: number
  page: number
  pageCount: number
}

const username = z.string().min(1).max(50)

export const listUsersSchema = z.object({
  search: z.string().trim().max(100).default(''),
  state: z.enum(['active', 'disabled', 'deleted']).optional(),
  role: z.literal('admin').optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
})

export const userRefSchema = z.object({ username })
export const updateRoleSchema = z.object({ username, isAdmin: z.boolean() })
/** The whole of the overrides; what is left out goes back to the default. */
export const updateQuotaSchema = z.object({ username, quota: quotaOverridesSchema })
export const sessionRefSchema = z.object({ sid: z.string().min(1).max(64) })
export const noInputSchema = z.object({})

export type ListUsersInput = z.output<typeof listUsersSchema>
export type UserRef = z.output<typeof userRefSchema>
export type UpdateRoleInput = z.output<typeof updateRoleSchema>
export type UpdateQuotaInput = z.output<typeof updateQuotaSchema>
