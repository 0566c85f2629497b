import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { patchObject, requireObject } from '#lib/kube/verbs.ts'
import { getCookieNames } from '#lib/auth/session-cookie.ts'
import { sealSession } from '#lib/auth/session-token.ts'
import { buildUser } from '#lib/users/objects.ts'
import type { BenchPortal } from './portal-process.ts'

export interface BenchSession {
  username: string
  userUid: string
  cookieName: string
  cookieValue: string
}

export const formatBenchName = (index: number) => `bench-${String(index).padStart(4, '0')}`

export function buildBenchUser(issuer: string, index: number): KubeObject {
  const username = formatBenchName(index)
  const profile = { username, displayName: `Bench ${index}`, email: `${username}@example.org` }
  return buildUser({ issuer, subject: username }, profile)
}

/**
 * A session as a sign-in would leave it, written by the administrator of the cluster and sealed with the portal's own
 * secret; it has no provider behind it, so it is good for five minutes.
 */
export async function openBenchSession(
  client: KubeClient,
  { portal, index }: { portal: BenchPortal; index: number },
): Promise<BenchSession> {
  const { url, issuer, sessionSecret } = portal
  const username = formatBenchName(index)
  const ref = { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: username }
  const now = Date.now()
  const startedAt = new Date(now).toISOString()
  const sid = `sid-${username}`
  const status = { sessions: [{ sid, startedAt, lastSeenAt: startedAt, agent: 'bench' }] }
  await patchObject(client, ref, { patch: { status }, subresource: 'status' })
  const { metadata } = await requireObject(client, ref)
  const userUid = metadata.uid ?? ''
  const token = {
    sid,
    userUid,
    username,
    issuer,
    subject: username,
    startedAt: now,
    userVersion: metadata.resourceVersion ?? '',
    claimsCheckedAt: now,
    isProviderAway: false,
    isInAdminGroup: false,
    mappedGroups: [],
    refreshToken: 'none',
  }
  return {
    username,
    userUid,
    cookieName: getCookieNames({ portalUrl: url, appsDomain: null }).session,
    cookieValue: await sealSession(token, sessionSecret),
  }
}
