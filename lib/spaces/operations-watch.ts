import { setTimeout as sleep } from 'node:timers/promises'
import { groupsKind, namespacesKind, usersKind } from '#lib/auth/cached-kinds.ts'
import type { GroupRecord } from '#lib/auth/group-record.ts'
import { getNamespaceName } from '#lib/auth/space-id.ts'
import type { UserRecord } from '#lib/auth/user-record.ts'
import { AppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import { ensureGroupSpace, ensureUserSpace } from './operations.ts'
import { SPACE_KINDS } from './operations-cache.ts'

const RETRY_MS = [1000, 5000, 30_000, 120_000]
/** Replicas that see the same change do not all begin at once; who is second finds it done. */
const SPREAD_MS = 300

const shared = globalThis as typeof globalThis & { moorageSpacesAreWatched?: boolean }

/**
 * Makes the spaces of groups right as soon as a group appears or changes, by whatever way, and those of users when
 * their quota or their role changes. Called once when the process starts; what has been right before costs nothing.
 */
export function watchSpaces(): void {
  if (shared.moorageSpacesAreWatched) return
  shared.moorageSpacesAreWatched = true
  groupsKind.subscribe(({ item }) => {
    if (item && !item.isDeleted) void follow(() => groupsKind.get({ name: item.id }), ensureGroup)
  })
  usersKind.subscribe(({ item, previous }) => {
    const hasNewQuota = item && previous && toQuotaKey(item) !== toQuotaKey(previous)
    if (hasNewQuota) void follow(() => usersKind.get({ name: item.username }), ensureUser)
  })
}

function toQuotaKey({ quota, quotaRole }: UserRecord): string {
  return JSON.stringify([quota, quotaRole])
}

async function ensureGroup(group: GroupRecord): Promise<void> {
  if (!group.isDeleted) await ensureGroupSpace(group)
}

/** Who has never signed in has no space yet, and needs none. */
async function ensureUser(user: UserRecord): Promise<void> {
  const namespace = namespacesKind.get({ name: getNamespaceName(`u/${user.username}`) })
  if (!user.isDeleted && namespace) await ensureUserSpace(user)
}

/** Looks anew before each attempt: what is wanted may have changed since. */
async function follow<T>(read: () => T | undefined, ensure: (wanted: T) => Promise<void>): Promise<void> {
  // Before all lists are known, everything would seem to be missing.
  await Promise.all(Object.values(SPACE_KINDS).map((kind) => kind.synced)).catch(() => undefined)
  await sleep(Math.random() * SPREAD_MS)
  for (const delayMs of [...RETRY_MS, null]) {
    const wanted = read()
    if (!wanted) return
    try {
      await ensure(wanted)
      return
    } catch (error) {
      log.warn({ error }, 'A space could not be made right')
      const isFinal = error instanceof AppError && error.code === 'CONFLICT'
      if (delayMs === null || isFinal) return
      await sleep(delayMs)
    }
  }
}
