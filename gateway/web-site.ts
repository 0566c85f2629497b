import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { routes } from '#lib/routes.ts'
import { parseWebHost } from '#lib/workloads/objects-tickets.ts'
import type { WaitingAnswer, WebRoute } from '#lib/workloads/schema-tickets.ts'
import type { PortalAnswers } from './ask-portal.ts'
import type { Connector } from './connect.ts'
import type { PodFinder } from './find-pods.ts'
import type { FoundPod } from './find-server.ts'
import { passOn } from './pass-on.ts'
import type { CookieRules } from './pass-on.ts'
import { passUpgrade, refuseUpgrade } from './pass-upgrade.ts'
import { refuse } from './site.ts'
import type { Site, Upgrade } from './site.ts'
import { sendWaitingPage, WAITING_HEADER } from './waiting-page.ts'
import { enter, judgeVisitor, OWN_PATHS, redirect, toPath } from './web-entrance.ts'
import type { Entrance, Visitor } from './web-entrance.ts'
import { COOKIE_SECONDS, toBrowserCookies, toWorkloadCookies } from './web-cookie.ts'
import type { WebVisit } from './web-cookie.ts'
import { isTopLevel } from './web-origin.ts'

export interface WebSiteOptions extends Entrance {
  portal: PortalAnswers
  finder: PodFinder
  connector: Connector
  log: Logger
}

/** Kept from other sites' frames, also where a workload says nothing of that. */
const DEFAULT_HEADERS = { 'x-frame-options': 'SAMEORIGIN' }
const RENEW_AFTER_MS = (COOKIE_SECONDS * 1000) / 4

type LetIn = Extract<Visitor, { kind: 'let-in' }>

/** Web addresses of workloads: each is a host of its own below the apps domain. */
export function createWebSite(options: WebSiteOptions): Site {
  const { settings } = options
  return {
    name: 'web',
    has: (host) => host.endsWith(`.${settings.domain}`),
    answer: (request, response) => answer(options, request, response),
    upgrade: (upgrade) => connect(options, upgrade),
  }
}

async function answer(options: WebSiteOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/'
  if (path.startsWith(OWN_PATHS)) return enter(options, request, response)
  const visitor = await judgeVisitor(options, request, false)
  if (visitor.kind === 'refused') return sendAway(options, { request, response, visitor })
  const { route, pod } = await find(options, visitor)
  if (!route || !pod) return wait(options, { request, response, visitor })
  const { release } = holdRight(options, visitor, () => response.destroy())
  response.once('close', release)
  try {
    const cookies = await toRules(options, visitor)
    const agent = options.connector.getAgent(pod)
    await passOn({ request, response, agent, cookies, defaultHeaders: DEFAULT_HEADERS })
  } catch (error) {
    options.finder.forget(route)
    if (response.destroyed) return
    if (response.headersSent) return void response.destroy()
    options.log.debug({ error }, 'A workload did not answer')
    return wait(options, { request, response, visitor })
  }
}

/** To the portal, which leads back with a ticket, where that is a page; scripts and the like are told. */
function sendAway(
  { settings, cookies }: WebSiteOptions,
  {
    request,
    response,
    visitor,
  }: { request: IncomingMessage; response: ServerResponse; visitor: Extract<Visitor, { kind: 'refused' }> },
): void {
  const { headers, method = 'GET' } = request
  if (!visitor.isToBeAsked || !isTopLevel({ method, headers, isUpgrade: false })) {
    return refuse(response, visitor.status, visitor.text)
  }
  const path = toPath(request.url ?? '/')
  redirect(response, `${settings.portalUrl}${routes.openHost(headers.host ?? '', path)}`, {
    'set-cookie': cookies.clear(),
  })
}

async function connect(options: WebSiteOptions, { request, socket, head }: Upgrade): Promise<void> {
  if ((request.url ?? '').startsWith(OWN_PATHS)) return refuseUpgrade(socket, 404)
  const visitor = await judgeVisitor(options, request, true)
  if (visitor.kind === 'refused') return refuseUpgrade(socket, visitor.status)
  const { route, pod } = await find(options, visitor)
  if (!route || !pod) return refuseUpgrade(socket, 503)
  const { release } = holdRight(options, visitor, () => socket.destroy())
  socket.once('close', release)
  try {
    const agent = options.connector.getAgent(pod)
    await passUpgrade({ request, socket, head, agent, cookies: RULES })
  } catch (error) {
    options.finder.forget(route)
    throw error
  }
}

async function find(options: WebSiteOptions, { check, answer: known }: LetIn): Promise<Found> {
  const found = await look(options, known.route)
  if (found.pod) return found
  // A new version has ReplicaSets that the answer of a moment ago does not name.
  const current = await options.rights.getNew(check)
  return current.state === 'valid' ? look(options, current.route) : found
}

interface Found {
  route: WebRoute | null
  pod: FoundPod | null
}

async function look({ finder, log }: WebSiteOptions, route: WebRoute | null): Promise<Found> {
  const pod =
    route &&
    (await finder.find(route).catch((error: unknown) => {
      log.warn({ error }, 'The pods of a workload could not be looked up')
      return null
    }))
  return { route, pod }
}

/** What is open ends with the right to it: at once when the portal says so, and with the cookie in any case. */
function holdRight({ rights }: WebSiteOptions, { check, visit }: LetIn, end: () => void): { release: () => void } {
  const stop = rights.hold(check, end)
  const timer = visit && holdUntil(rights, visit, end)
  return {
    release() {
      stop()
      clearInterval(timer ?? undefined)
    },
  }
}

/** A stream goes on for as long as its cookie could be given anew. */
function holdUntil(rights: WebSiteOptions['rights'], visit: WebVisit, end: () => void): NodeJS.Timeout {
  let endsAt = visit.endsAt
  return setInterval(() => {
    void rights.get(visit.check).then((answered) => {
      if (answered.state === 'valid' && answered.isSeen) endsAt = Date.now() + COOKIE_SECONDS * 1000
      if (Date.now() >= endsAt) end()
    })
  }, RENEW_AFTER_MS).unref()
}

const RULES: CookieRules = { toServer: toWorkloadCookies, toBrowser: toBrowserCookies }

/** The cookie is given anew while the portal has seen the session lately. */
async function toRules({ cookies }: WebSiteOptions, { visit, answer: { isSeen } }: LetIn): Promise<CookieRules> {
  if (!visit || !isSeen || Date.now() - visit.issuedAt < RENEW_AFTER_MS) return RULES
  const renewed = await cookies.seal(visit.check)
  return { ...RULES, toBrowser: (values) => [...toBrowserCookies(values), renewed] }
}

/** Somebody who opened a page reads why it does not answer yet; everything else gets the status. */
async function wait(
  { portal, settings, log }: WebSiteOptions,
  { request, response, visitor }: { request: IncomingMessage; response: ServerResponse; visitor: LetIn },
): Promise<void> {
  const { headers, method = 'GET' } = request
  // A page that waits asks whether it still says what is so.
  const isAsking = method === 'HEAD' && headers[WAITING_HEADER] !== undefined
  if (!isAsking && !isTopLevel({ method, headers, isUpgrade: false })) {
    return refuse(response, 503, 'The workload does not answer.')
  }
  const acceptLanguage = headers['accept-language'] ?? ''
  const { check } = visitor
  const { host = '' } = headers
  const name = parseWebHost(host, settings.domain)?.name ?? ''
  // A stranger at what is public has nothing to look up in the portal.
  const page = check.use === 'web' ? routes.workload(check.space, { kind: 'service', name }) : routes.home()
  const answered = await portal.explain(check, acceptLanguage).catch((error: unknown): WaitingAnswer => {
    log.debug({ error }, 'The portal could not say why a workload does not answer')
    return { state: 'starting', sentence: null }
  })
  sendWaitingPage(response, { answer: answered, host, portalUrl: `${settings.portalUrl}${page}`, acceptLanguage })
}
