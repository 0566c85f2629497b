import type { AdapterPayload, Provider } from 'oidc-provider'
import { AppError } from '#lib/errors.ts'
import { describeError, log } from './log.ts'
import type { Store } from './store.ts'

export interface EndedSessions {
  ended: number
  /** Applications that were told and said yes. */
  notified: number
}

/** The library's clients can do this, but its types do not say so. */
interface LogoutReceiver {
  backchannelLogoutUri?: string
  backchannelLogout(subject: string, sid: string | undefined): Promise<void>
}

/** Ends all sessions of a person, as an administrator of the provider does: tokens stop working, applications are told. */
export async function endSessions(parts: {
  provider: Provider
  store: Store
  subject: string
}): Promise<EndedSessions> {
  const { provider, store, subject } = parts
  const sessions = store.listSessions(subject)
  const told = await Promise.all(
    sessions.flatMap((session) =>
      Object.entries(session.authorizations ?? {}).map(async ([clientId, { sid, grantId }]) => {
        if (grantId) store.removeGrant(grantId)
        return notify(await requireLogoutReceiver(provider, clientId), { subject, sid })
      }),
    ),
  )
  await Promise.all(sessions.map((session) => destroySession(provider, session)))
  return { ended: sessions.length, notified: told.filter(Boolean).length }
}

async function destroySession(provider: Provider, { jti }: AdapterPayload): Promise<void> {
  if (jti) await (await provider.Session.find(jti))?.destroy()
}

function isLogoutReceiver(client: object): client is LogoutReceiver {
  return 'backchannelLogout' in client && typeof client.backchannelLogout === 'function'
}

async function requireLogoutReceiver(provider: Provider, clientId: string): Promise<LogoutReceiver> {
  const client = await provider.Client.find(clientId)
  if (!client || !isLogoutReceiver(client)) {
    throw new AppError('INTERNAL', `The client ${clientId} cannot be told that a session has ended.`)
  }
  return client
}

async function notify(client: LogoutReceiver, session: { subject: string; sid?: string }): Promise<boolean> {
  if (!client.backchannelLogoutUri) return false
  try {
    await client.backchannelLogout(session.subject, session.sid)
    return true
  } catch (error) {
    log('backchannel.failed', { address: client.backchannelLogoutUri, error: describeError(error) })
    return false
  }
}
