import { toUserRecord, USER_API_VERSION, type UserRecord } from '#lib/auth/user-record.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { patchObject, requireObject } from '#lib/kube/verbs.ts'

const ATTEMPTS = 8

/** What is written into `status`; null from a change means that there is nothing to write. */
export type StatusPatch = Record<string, unknown> | null

/**
 * Changes a user's status as it is at this moment: two changes at once cannot undo each other. The change is asked
 * again with the newest state when somebody was faster. Throws NOT_FOUND when it is another user by now.
 */
export async function updateStatus(
  user: Pick<UserRecord, 'username' | 'uid'> & Partial<UserRecord>,
  change: (current: UserRecord) => StatusPatch,
): Promise<UserRecord> {
  const ref = { apiVersion: USER_API_VERSION, kind: 'User', name: user.username }
  const client = getKubeClient()
  const readLive = async () => toUserRecord(await requireObject(client, ref))
  // What the caller knows may be old. It is good enough to begin with, because a write on it is refused then.
  let isLive = !isWhole(user)
  let current = isWhole(user) ? user : await readLive()
  for (let attempt = 1; ; attempt += 1) {
    if (current.uid !== user.uid) throw new AppError('NOT_FOUND', 'There is no such user.')
    const status = change(current)
    try {
      if (status) return await write(current, status)
    } catch (error) {
      if (getKubeCase(error) !== 'changed-meanwhile' || attempt >= ATTEMPTS) throw error
      isLive = false
    }
    // That there is nothing to write is believed of the newest state only.
    if (isLive) return current
    current = await readLive()
    isLive = true
  }
}

/** The version makes it refuse a state that was not looked at, the uid another user of the same name. */
async function write(current: UserRecord, status: Record<string, unknown>): Promise<UserRecord> {
  const ref = { apiVersion: USER_API_VERSION, kind: 'User', name: current.username }
  const metadata = { uid: current.uid, resourceVersion: current.resourceVersion }
  return toUserRecord(await patchObject(getKubeClient(), ref, { subresource: 'status', patch: { metadata, status } }))
}

function isWhole(user: Partial<UserRecord>): user is UserRecord {
  return user.sessions !== undefined && user.resourceVersion !== undefined
}
