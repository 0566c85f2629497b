import http from 'node:http'
import net from 'node:net'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { getNamespaceName } from '#lib/auth/space-id.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { createExecutor } from '#lib/kube/exec.ts'
import { getTerminalHost, toWebOrigin } from '#lib/workloads/objects-tickets.ts'
import {
  SESSION_PROTOCOL_PREFIX,
  TERMINAL_AUDIENCE,
  TERMINAL_PATH,
  TERMINAL_PROTOCOL,
  TERMINAL_TICKET_TYP,
  terminalTicketSchema,
  TICKET_PROTOCOL_PREFIX,
} from '#lib/workloads/schema-tickets.ts'
import type { TerminalTicket } from '#lib/workloads/schema-tickets.ts'
import { NO_COOKIES } from './pass-on.ts'
import { passUpgrade, refuseUpgrade } from './pass-upgrade.ts'
import { ReplicaPaths } from './replica-path.ts'
import type { Rights } from './rights.ts'
import type { AppsSettings } from './settings.ts'
import { refuse } from './site.ts'
import type { Site, Upgrade } from './site.ts'
import { TerminalSession } from './terminal-session.ts'
import { startShell } from './terminal-shell.ts'
import type { Tickets } from './tickets.ts'
import { findTrustedPod } from './trusted-pod.ts'

export interface TerminalSiteOptions {
  settings: AppsSettings
  rights: Rights
  tickets: Tickets
  client: KubeClient
  execute: ReturnType<typeof createExecutor>
  log: Logger
}

/** What a person pastes at once; the programs of a browser send no more. */
const MESSAGE_MAX = 4 * 1024 * 1024
const SESSIONS_MAX = 1000
const SESSIONS_OF_ONE_MAX = 20
/** On what one replica passes to another, which passes it no further. */
const PASSED_HEADER = 'x-moorage-passed'

interface Open {
  session: TerminalSession
  ticket: TerminalTicket
}

/** Terminals in the pods of workloads, each opened by a ticket of the portal. */
export function createTerminalSite(options: TerminalSiteOptions): Site & { endAll(): void } {
  const { settings } = options
  const host = getTerminalHost(settings.domain)
  const sessions = new Map<string, Open>()
  const paths = new ReplicaPaths(settings)
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_MAX,
    perMessageDeflate: false,
    handleProtocols: () => TERMINAL_PROTOCOL,
  })
  const shared = { ...options, host, sessions, paths, server }
  return {
    name: 'terminal',
    has: (asked) => asked === host,
    async answer(_request, response) {
      refuse(response, 404, 'Terminals are opened from the portal.')
    },
    async upgrade(upgrade) {
      const { request, socket } = upgrade
      const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
      const findWord = (prefix: string) => protocols.find((one) => one.startsWith(prefix))?.slice(prefix.length)
      if (!protocols.includes(TERMINAL_PROTOCOL)) return refuseUpgrade(socket, 400)
      if (request.url === TERMINAL_PATH) return start(shared, upgrade, findWord(TICKET_PROTOCOL_PREFIX) ?? '')
      return comeBack(shared, upgrade, findWord(SESSION_PROTOCOL_PREFIX) ?? '')
    },
    endAll() {
      for (const { session } of sessions.values()) session.end('gone')
    },
  }
}

interface Shared extends TerminalSiteOptions {
  host: string
  sessions: Map<string, Open>
  paths: ReplicaPaths
  server: WebSocketServer
}

const toCheck = ({ person, space, kind, name, uid }: TerminalTicket) => ({
  use: 'terminal' as const,
  person,
  space,
  kind,
  name,
  uid,
})

async function start(shared: Shared, { request, socket, head }: Upgrade, text: string): Promise<void> {
  const { tickets, rights, sessions, server } = shared
  const kind = { typ: TERMINAL_TICKET_TYP, audience: TERMINAL_AUDIENCE, schema: terminalTicketSchema }
  const ticket = await tickets.read(text, kind)
  // Only the portal that gave the ticket out may use it: it says itself who that is.
  if (!ticket || request.headers.origin !== ticket.iss) return refuseUpgrade(socket, 403)
  if (!(await tickets.useUp(ticket.jti, 'terminal'))) return refuseUpgrade(socket, 403)
  if ((await rights.getNew(toCheck(ticket))).state !== 'valid') return refuseUpgrade(socket, 403)
  const own = [...sessions.values()].filter((one) => one.ticket.person.uid === ticket.person.uid)
  if (sessions.size >= SESSIONS_MAX || own.length >= SESSIONS_OF_ONE_MAX) return refuseUpgrade(socket, 429)
  if (socket.destroyed) return
  server.handleUpgrade(request, socket, head, (client) => void run(shared, ticket, client))
}

async function run(shared: Shared, ticket: TerminalTicket, client: WebSocket): Promise<void> {
  const { rights, sessions, paths, host, settings, client: kube, execute, log } = shared
  const origin = toWebOrigin(host, settings.portalUrl).replace(/^http/, 'ws')
  const { person, space, name, pod, container } = ticket
  const audit = { actor: { uid: person.uid, username: person.username }, space, object: name, pod, container }
  const startedAt = performance.now()
  const check = toCheck(ticket)
  const session = new TerminalSession(ticket.iss, {
    toReattachUrl: (id) => `${origin}${paths.build(id)}`,
    onInput: () => rights.touch(check),
    onEnd(reason) {
      release()
      sessions.delete(session.id)
      const seconds = Math.round((performance.now() - startedAt) / 1000)
      log.info({ audit: { ...audit, action: 'terminal.end', reason, seconds } }, 'audit')
    },
  })
  const release = rights.hold(check, () => session.end('right'))
  sessions.set(session.id, { session, ticket })
  log.info({ audit: { ...audit, action: 'terminal.start' } }, 'audit')
  session.attach(client)
  try {
    const namespace = getNamespaceName(space)
    if (!(await findTrustedPod(kube, { ...ticket, namespace }))) return session.end('gone')
    const shell = await startShell(
      execute,
      { namespace, pod, container },
      {
        onStart: () => session.onStart(),
        onOutput: (data) => session.onOutput(data),
        onDrain: () => session.onDrain(),
        onEnd: (end) => session.onShellEnd(end),
      },
    )
    session.setShell(shell)
  } catch (error) {
    log.warn({ error }, 'A terminal could not be opened')
    session.end('failed')
  }
}

async function comeBack(shared: Shared, upgrade: Upgrade, secret: string): Promise<void> {
  const { request, socket, head } = upgrade
  const { sessions, paths, server, rights } = shared
  const found = paths.parse(request.url ?? '')
  if (!found) return refuseUpgrade(socket, 404)
  if (!found.isHere) return passToReplica(upgrade, found.address)
  const open = sessions.get(found.session)
  // The same for a session that is over and for a wrong secret: neither says that there is one.
  const isOwn = open && request.headers.origin === open.session.origin && open.session.isSecret(secret)
  if (!isOwn) return refuseUpgrade(socket, 404)
  if ((await rights.getNew(toCheck(open.ticket))).state !== 'valid') return refuseUpgrade(socket, 403)
  if (socket.destroyed) return
  server.handleUpgrade(request, socket, head, (client) => open.session.attach(client))
}

/** The replica that has the session looks at everything itself. */
async function passToReplica(upgrade: Upgrade, address: string): Promise<void> {
  const { request, socket, head } = upgrade
  const url = URL.parse(`http://${address}`)
  if (!url || request.headers[PASSED_HEADER] !== undefined) return refuseUpgrade(socket, 404)
  request.headersDistinct[PASSED_HEADER] = ['1']
  const agent = new http.Agent()
  agent.createConnection = () => net.connect({ host: url.hostname, port: Number(url.port), noDelay: true })
  await passUpgrade({ request, socket, head, agent, cookies: NO_COOKIES })
}
