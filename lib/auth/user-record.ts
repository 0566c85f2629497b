import { z } from 'zod'
import { quotaOverridesSchema, type QuotaOverrides } from '#lib/env/quota-overrides.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import type { Identity } from './identity.ts'

export const USER_API_VERSION = 'moorage.dev/v1alpha1'

export interface UserSession {
  readonly sid: string
  readonly startedAt: string
  readonly lastSeenAt: string
  /** The browser, as it named itself. */
  readonly agent: string
  /** Hash of the provider's own session id; null when it gave none. */
  readonly providerSid: string | null
}

/** A users.moorage.dev object, as far as anything is decided by it. */
export interface UserRecord extends Identity {
  readonly uid: string
  readonly resourceVersion: string
  readonly username: string
  readonly displayName: string
  readonly email: string
  readonly isAdmin: boolean
  readonly isDisabled: boolean
  /** Deleted; the object stays so that nobody inherits the name. */
  readonly isDeleted: boolean
  readonly createdAt: string
  readonly quota: QuotaOverrides
  /** The provider's group by whose entry in the settings the quota goes, as the newest claims say; null for none. */
  readonly quotaRole: string | null
  readonly sessions: readonly UserSession[]
  /** Sessions that began at this moment or before it have ended. */
  readonly sessionsValidAfter: string | null
  readonly usedLogoutTokens: readonly { id: string; usedAt: string }[]
}

const time = z.iso.datetime({ offset: true })

const sessionSchema = z
  .object({
    sid: z.string().min(1),
    startedAt: time,
    lastSeenAt: time.optional(),
    agent: z.string().default(''),
    providerSid: z.string().optional(),
  })
  .transform((session): UserSession => ({
    sid: session.sid,
    startedAt: session.startedAt,
    lastSeenAt: session.lastSeenAt ?? session.startedAt,
    agent: session.agent,
    providerSid: session.providerSid ?? null,
  }))

const userSchema = z.object({
  spec: z.object({
    issuer: z.string().min(1),
    subject: z.string().min(1),
    username: z.string().min(1),
    displayName: z.string().default(''),
    email: z.string().default(''),
    role: z.string().optional(),
    disabled: z.boolean().default(false),
    tombstone: z.boolean().default(false),
    quota: quotaOverridesSchema,
  }),
  status: z
    .object({
      sessions: z.array(sessionSchema).default([]),
      quotaRole: z.string().min(1).optional(),
      sessionsValidAfter: time.optional(),
      usedLogoutTokens: z.array(z.object({ id: z.string(), usedAt: time })).default([]),
    })
    .default({ sessions: [], usedLogoutTokens: [] }),
})

/** Throws for an object that the schema does not describe: it grants nothing then. */
export function toUserRecord(raw: KubeObject): UserRecord {
  const { spec, status } = userSchema.parse(raw)
  const { metadata } = raw
  if (!metadata.uid || spec.username !== metadata.name) throw new TypeError('not a user')
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion ?? '',
    issuer: spec.issuer,
    subject: spec.subject,
    username: spec.username,
    displayName: spec.displayName || spec.username,
    email: spec.email,
    isAdmin: spec.role === 'admin',
    isDisabled: spec.disabled,
    isDeleted: spec.tombstone || metadata.deletionTimestamp !== undefined,
    createdAt: metadata.creationTimestamp ?? '',
    quota: spec.quota,
    quotaRole: status.quotaRole ?? null,
    sessions: status.sessions,
    sessionsValidAfter: status.sessionsValidAfter ?? null,
    usedLogoutTokens: status.usedLogoutTokens,
  }
}

/** Whether this session of a user is still open; who is disabled or deleted has none. */
export function findSession(user: UserRecord, sid: string): UserSession | null {
  if (user.isDisabled || user.isDeleted) return null
  const session = user.sessions.find((one) => one.sid === sid)
  if (!session) return null
  const { sessionsValidAfter } = user
  return sessionsValidAfter && Date.parse(session.startedAt) <= Date.parse(sessionsValidAfter) ? null : session
}
