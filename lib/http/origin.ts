import { AppError } from '#lib/errors.ts'

/** A false Host would get into every absolute address that is made of it: sign-in, e-mails, caches. */
export function hasOwnHost(headers: Headers, portalUrl: string): boolean {
  return headers.get('host') === new URL(portalUrl).host
}

/** Refuses a request that was meant for another address, as proxy.ts does for pages. */
export function requireOwnHost(headers: Headers, portalUrl: string): void {
  if (hasOwnHost(headers, portalUrl)) return
  throw new AppError('FORBIDDEN', 'This request was for another address than the portal’s.', {
    messageKey: 'request.foreignHost',
  })
}

/**
 * Refuses what another site made a browser send. Next.js lets a request without an Origin pass, and compares with
 * X-Forwarded-Host, which anybody can set (https://nextjs.org/docs/app/guides/data-security); here only the portal's
 * own address counts.
 */
export function requireSameOrigin(headers: Headers, portalUrl: string): void {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (origin === portalUrl && (site === null || site === 'same-origin')) return
  throw new AppError('FORBIDDEN', 'This request did not come from the portal’s own pages. Load the page again.', {
    messageKey: 'request.foreignOrigin',
    details: { origin, site },
  })
}
