import type { Page } from '@playwright/test'
import { readPortalSecrets } from '#cluster/demo/portal-secrets.ts'
import { getCookieNames, listChunkNames, readChunked, splitChunked } from '#lib/auth/session-cookie.ts'
import { openSession, sealSession, type SessionToken } from '#lib/auth/session-token.ts'
import { client, portalUrl } from './place.ts'

const COOKIE = getCookieNames({ portalUrl, appsDomain: null }).session

/** What the cookie of a browser holds, which only the portal's own secret opens. */
export async function readSession(page: Page): Promise<SessionToken> {
  const cookies = await page.context().cookies(portalUrl)
  const sealed = readChunked(COOKIE, (wanted) => cookies.find(({ name }) => name === wanted)?.value)
  const { MOORAGE_SESSION_SECRET: secret } = await readPortalSecrets(client)
  const session = await openSession(sealed ?? '', secret)
  if (!session) throw new Error('Nobody is signed in in this browser.')
  return session
}

/** Nobody can wait for eight hours: the session becomes as old as it is wanted, for the portal and the browser alike. */
export async function changeSession(page: Page, change: Partial<SessionToken>): Promise<void> {
  const { MOORAGE_SESSION_SECRET: secret } = await readPortalSecrets(client)
  const parts = splitChunked(COOKIE, await sealSession({ ...(await readSession(page)), ...change }, secret))
  for (const name of listChunkNames(COOKIE)) await page.context().clearCookies({ name })
  await page.context().addCookies(parts.map((part) => ({ ...part, url: portalUrl, httpOnly: true, sameSite: 'Lax' })))
}
