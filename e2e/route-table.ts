import { glob } from 'node:fs/promises'
import path from 'node:path'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import { buildFields } from './workload-launch.ts'

const APP_DIR = path.resolve(import.meta.dirname, '../app')

/** What is asked about, by who may look, who owns it, and who has nothing to do with it. */
export interface RoutePlaces {
  space: `g/${string}`
  volume: string
  configMap: string
  workload: { kind: 'service'; name: string }
  webHost: string
  /** The space of whoever asks without a right. */
  ownSpace: SpaceId
}

/** What a request is answered with: a status, or "sign-in" for being led there. */
export type Answer = number | 'sign-in'

export interface RouteCase {
  path: string
  method?: 'GET' | 'POST'
  body?: string
  /** It goes on for as long as somebody reads. */
  isStream?: boolean
  owner: Answer
  viewer: Answer
  stranger: Answer
  nobody: Answer
}

type Options = Partial<Omit<RouteCase, 'path'>>

/** All that the portal answers, read from the disk, so that nothing new is forgotten: "/api/users", "/profile". */
export async function listRoutePatterns(): Promise<string[]> {
  const files = await Array.fromAsync(glob('**/{route.ts,page.tsx}', { cwd: APP_DIR }))
  return files.map((file) => {
    const parts = file.split(path.sep).slice(0, -1)
    return `/${parts.filter((part) => !part.startsWith('(')).join('/')}`
  })
}

/** What the members of a space may ask, and what nobody else is answered. */
const call = (at: string, more: Options = {}): RouteCase => ({
  ...{ path: at, owner: 200, viewer: 200, stranger: 404, nobody: 401 },
  ...more,
})
const page = (at: string, more: Options = {}): RouteCase => call(at, { nobody: 'sign-in', ...more })
/** The same for everybody. */
const open = (at: string, status: Answer, more: Options = {}): RouteCase =>
  call(at, { owner: status, viewer: status, stranger: status, nobody: status, ...more })
const ofAdmins = (at: string): RouteCase => page(at, { owner: 404, viewer: 404 })

const SPACE = '/spaces/[kind]/[id]'
const WORKLOAD = '/workloads/[workloadKind]/[name]'

/** Each route with who may. A new one fails until it stands here. */
export function buildRouteTable(places: RoutePlaces): Record<string, RouteCase[]> {
  const { space, volume, configMap, workload, webHost, ownSpace } = places
  const { api } = routes
  const fields = JSON.stringify({ fields: buildFields(space, 'preview') })
  return {
    '/api/health': [open(api.health(), 200)],
    '/api/ready': [open(api.ready(), 200)],
    '/api/auth/signin/oidc': [open(api.startSignIn(), 303)],
    '/api/auth/callback/oidc': [open('/api/auth/callback/oidc?code=made-up&state=made-up', 'sign-in')],
    // They change a session, so whoever asks from elsewhere is refused whatever the session says.
    '/api/auth/sign-out': [open(api.signOut(), 403, { method: 'POST' })],
    '/api/session/refresh': [open(api.refreshSession(), 403, { method: 'POST' })],
    '/api/auth/backchannel-logout': [open('/api/auth/backchannel-logout', 400, { method: 'POST' })],
    // A session is no gateway.
    '/api/gateway/checks': [open(api.gatewayChecks(), 401, { method: 'POST', body: '{"questions":[]}' })],
    '/api/gateway/waiting': [
      open(api.gatewayWaiting(), 401, {
        method: 'POST',
        body: JSON.stringify({ check: { use: 'public', host: webHost } }),
      }),
    ],
    '/api/users': [call(api.users(), { owner: 404, viewer: 404 })],
    '/api/sessions': [call(api.sessions(), { stranger: 200 })],
    '/api/events': [
      call(api.events({ spaces: [space] }), { isStream: true }),
      call(api.events({ spaces: [ownSpace, space] }), { isStream: true, owner: 404, viewer: 404 }),
      call(api.events({ spaces: [space], isAdmin: true }), { owner: 404, viewer: 404 }),
    ],
    [`/api${SPACE}/volumes`]: [call(api.volumes(space))],
    [`/api${SPACE}/volumes/[volume]/files`]: [call(api.fileAccess(space, volume))],
    [`/api${SPACE}/activity`]: [call(api.spaceActivity(space))],
    [`/api${SPACE}/quota`]: [call(api.spaceQuota(space))],
    [`/api${SPACE}/consumption`]: [call(api.consumption(space))],
    [`/api${SPACE}/config`]: [call(api.config(space))],
    [`/api${SPACE}/config/config-map/[name]`]: [
      call(api.configMap(space, configMap)),
      call(api.configMap(space, 'moorage-activity'), { owner: 404, viewer: 404 }),
    ],
    [`/api${SPACE}/launch/preview`]: [call(api.launchPreview(space), { method: 'POST', body: fields, viewer: 403 })],
    [`/api${SPACE}/workloads`]: [call(api.workloads(space))],
    [`/api${SPACE}${WORKLOAD}`]: [call(api.workload(space, workload))],
    [`/api${SPACE}${WORKLOAD}/form`]: [call(api.workloadForm(space, workload), { viewer: 403 })],
    [`/api${SPACE}${WORKLOAD}/delete-preview`]: [call(api.workloadDeletePreview(space, workload), { viewer: 403 })],
    [`/api${SPACE}${WORKLOAD}/logs`]: [call(api.workloadLogs(space, workload), { isStream: true })],
    '/': [page(routes.home(), { stranger: 200 })],
    '/profile': [page(routes.profile(), { stranger: 200 })],
    '/sign-in': [open(routes.signIn(), 307, { nobody: 200 })],
    '/design': [open('/design', 404)],
    '/admin/users': [ofAdmins(routes.admin.users())],
    '/admin/volumes': [ofAdmins(routes.admin.volumes())],
    '/admin/templates': [ofAdmins(routes.admin.templates())],
    '/admin/health': [ofAdmins(routes.admin.health())],
    // Both lead on with a ticket, and a viewer gets none for what its template does not show.
    '/open': [page(routes.openHost(webHost, '/'), { owner: 307, viewer: 403 })],
    [`${SPACE}${WORKLOAD}/open`]: [page(routes.openWorkload(space, workload), { owner: 307, viewer: 403 })],
    // It leads on to the list of workloads, which asks.
    [SPACE]: [open(routes.space(space), 307)],
    [`${SPACE}/storage`]: [page(routes.storage(space))],
    [`${SPACE}/files`]: [page(routes.spaceFiles(space), { owner: 307, viewer: 307 })],
    [`${SPACE}/files/[volume]/[[...path]]`]: [page(routes.files(space, volume))],
    [`${SPACE}/config`]: [page(routes.config(space))],
    [`${SPACE}/quota`]: [page(routes.quota(space))],
    [`${SPACE}/activity`]: [page(routes.activity(space))],
    [`${SPACE}/launch`]: [page(routes.launch(space), { viewer: 403 })],
    [`${SPACE}/workloads`]: [page(routes.workloads(space))],
    [`${SPACE}${WORKLOAD}`]: [
      page(routes.workload(space, workload)),
      page(routes.workload(space, workload, 'logs')),
      page(routes.workload(space, workload, 'terminal')),
    ],
    [`${SPACE}${WORKLOAD}/edit`]: [page(routes.editWorkload(space, workload), { viewer: 403 })],
  }
}
