import type { IncomingHttpHeaders } from 'node:http'

export interface Asked {
  method: string
  headers: IncomingHttpHeaders
  isUpgrade: boolean
  /** Of the web address itself. */
  origin: string
  /** Somebody's cookie came along, which another site could use. */
  hasRight: boolean
}

/** Somebody opens the address in a tab: what a page of another site may lead to, and a frame or a fetch is not. */
export function isTopLevel({ method, headers, isUpgrade }: Pick<Asked, 'method' | 'headers' | 'isUpgrade'>): boolean {
  if (isUpgrade || method !== 'GET') return false
  const mode = headers['sec-fetch-mode']
  // Browsers that do not say so ask for HTML when they open a page.
  if (mode === undefined) return headers.origin === undefined && (headers.accept ?? '').includes('text/html')
  return mode === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

const OWN_SITES = ['same-origin', 'none']
const SAFE_METHODS = ['GET', 'HEAD']

/** Whether the web address's own pages, or the person in the address bar, asked this; else another site did. */
export function isOwnRequest(asked: Asked): boolean {
  const { method, headers, isUpgrade, origin, hasRight } = asked
  const site = headers['sec-fetch-site']
  if (isTopLevel(asked)) return true
  if (site !== undefined && !OWN_SITES.includes(site)) return false
  if (headers.origin !== undefined) return headers.origin === origin
  // Browsers name the origin of whatever could change something; programs that are none have no cookie of somebody else.
  const mustSay = isUpgrade || !SAFE_METHODS.includes(method)
  return !mustSay || site !== undefined || !hasRight
}
