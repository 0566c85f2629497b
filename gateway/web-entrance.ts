import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseWebHost, toWebOrigin } from '#lib/workloads/objects-tickets.ts'
import { ENTER_PATH, toWebAudience, WEB_TICKET_TYP, webTicketSchema } from '#lib/workloads/schema-tickets.ts'
import type { Check, CheckAnswer } from '#lib/workloads/schema-tickets.ts'
import { routes } from '#lib/routes.ts'
import type { Rights } from './rights.ts'
import type { AppsSettings } from './settings.ts'
import { refuse } from './site.ts'
import type { Tickets } from './tickets.ts'
import { readCookieValues } from './web-cookie.ts'
import type { WebCookies, WebVisit } from './web-cookie.ts'
import { isOwnRequest, isTopLevel } from './web-origin.ts'

export const OWN_PATHS = '/.moorage/'

export interface Entrance {
  settings: Pick<AppsSettings, 'domain' | 'portalUrl'>
  rights: Rights
  tickets: Tickets
  cookies: WebCookies
}

/** Somebody at a web address, with what the portal says of that; or why not. */
export type Visitor =
  | { kind: 'let-in'; check: Check; answer: Extract<CheckAnswer, { state: 'valid' }>; visit: WebVisit | null }
  | { kind: 'refused'; status: number; text: string; isToBeAsked: boolean }

const refused = (status: number, text: string, isToBeAsked = false): Visitor => ({
  kind: 'refused',
  status,
  text,
  isToBeAsked,
})

/** Decides about one request by its host, its cookie and where it comes from; nothing of it has been passed on yet. */
export async function judgeVisitor(
  { settings, rights, cookies }: Entrance,
  request: IncomingMessage,
  isUpgrade: boolean,
): Promise<Visitor> {
  const { headers, headersDistinct, method = 'GET' } = request
  const host = headers.host ?? ''
  if (!parseWebHost(host, settings.domain)) return refused(404, 'There is no such web address.')
  const values = readCookieValues(headersDistinct['cookie'] ?? [], cookies.name)
  // Another host of the domain can set a cookie of the same name, for one that is somebody else's.
  if (values.length > 1) return refused(400, `There is more than one cookie ${cookies.name}; clear those of this site.`)
  const origin = toWebOrigin(host, settings.portalUrl)
  if (!isOwnRequest({ method, headers, isUpgrade, origin, hasRight: values.length > 0 })) {
    return refused(403, 'Another site asked this, and only the web address itself may.')
  }
  const visit = values[0] === undefined ? null : await cookies.open(values[0], host)
  const own = visit && (await judge(rights, visit.check, visit))
  if (own?.kind === 'let-in') return own
  if (own && !own.isToBeAsked) return own
  return judge(rights, { use: 'public', host }, null)
}

async function judge(rights: Rights, check: Check, visit: WebVisit | null): Promise<Visitor> {
  const answer = await rights.get(check)
  if (answer.state === 'valid') return { kind: 'let-in', check, answer, visit }
  if (answer.state === 'unknown') return refused(503, 'The portal cannot be asked at the moment.')
  return refused(401, 'Open this web address from the portal.', true)
}

/** A ticket becomes a cookie, once, and the way goes on to where somebody wanted to go. */
export async function enter(entrance: Entrance, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { settings, rights, tickets, cookies } = entrance
  const { headers, headersDistinct, method = 'GET' } = request
  const host = headers.host ?? ''
  const url = URL.parse(request.url ?? '', 'http://gateway')
  if (!url || url.pathname !== ENTER_PATH) return refuse(response, 404)
  if (!isTopLevel({ method, headers, isUpgrade: false })) return refuse(response, 403)
  const path = toPath(url.searchParams.get('to') ?? '/')
  const again = `${settings.portalUrl}${routes.openHost(host, path)}`
  const kind = { typ: WEB_TICKET_TYP, audience: toWebAudience(host), schema: webTicketSchema }
  const ticket = await tickets.read(url.searchParams.get('ticket') ?? '', kind)
  if (!ticket || ticket.host !== host) return redirect(response, again)
  if (!(await tickets.useUp(ticket.jti, 'web'))) {
    // Somebody goes back in the browser: who is in already goes on, others ask for a new one.
    const [value] = readCookieValues(headersDistinct['cookie'] ?? [], cookies.name)
    return redirect(response, value !== undefined && (await cookies.open(value, host)) ? path : again)
  }
  const { person, space, uid } = ticket
  const check = { use: 'web' as const, person, space, uid, host }
  const answer = await rights.getNew(check)
  if (answer.state === 'unknown') return refuse(response, 503, 'The portal cannot be asked at the moment.')
  if (answer.state === 'ended') return refuse(response, 403, 'This web address is not open to you any more.')
  redirect(response, path, { 'set-cookie': await cookies.seal(check) })
}

export function redirect(response: ServerResponse, location: string, headers: Record<string, string> = {}): void {
  response.writeHead(302, {
    ...headers,
    location,
    'content-length': 0,
    'cache-control': 'no-store',
    // The address that leads on holds a ticket.
    'referrer-policy': 'no-referrer',
  })
  response.end()
}

/** Only a path, whatever it was made of: "//elsewhere" and "/\elsewhere" are other hosts for browsers. */
export function toPath(text: string): string {
  const isPath = (path: string) => /^\/(?![/\\])/.test(path)
  const url = isPath(text) ? URL.parse(text, 'http://gateway') : null
  // Put together, "/a/..//elsewhere" is one of them again.
  return url?.host === 'gateway' && isPath(url.pathname) ? `${url.pathname}${url.search}` : '/'
}
