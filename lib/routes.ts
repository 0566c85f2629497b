/** "u/alice" or "g/k3f9", as addresses of pages spell it. */
type SpacePath = `u/${string}` | `g/${string}`

/** Encodes each part, so that no name can lead to another page. */
function space(spaceId: SpacePath, page: string): string {
  const [kind = '', ...name] = spaceId.split('/')
  return `/spaces/${kind}/${encodeURIComponent(name.join('/'))}${page && `/${page}`}`
}

function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? path : `${path}?${text}`
}

interface TableQuery {
  search?: string
  page?: number
}

interface WorkloadPath {
  kind: 'service' | 'job' | 'scheduled-job'
  name: string
}

type WorkloadTab = 'logs' | 'terminal' | 'activity'

interface LaunchQuery {
  template?: string
  kind?: WorkloadPath['kind']
  /** "service/web": filled in as that workload is. */
  from?: string
}

interface LogsQuery {
  pod?: string
  container?: string
  previous?: 'true'
  follow?: 'true'
  download?: 'true'
  sinceSeconds?: number
  tailLines?: number
  /** How far each log is known: "pod/container/time/count". */
  from?: readonly string[]
}

const EVENTS_PATH = '/api/events'

/** Every address of the portal is built here. */
export const routes = {
  home: () => '/',
  /** What all pages of a space begin with; no page itself. */
  space: (spaceId: SpacePath) => space(spaceId, ''),
  /** `volume` opens what is known of one, `create` the form for a new one. */
  storage: (spaceId: SpacePath, query: { volume?: string; create?: 'new' } = {}) =>
    withQuery(space(spaceId, 'storage'), { ...query }),
  quota: (spaceId: SpacePath) => space(spaceId, 'quota'),
  activity: (spaceId: SpacePath) => space(spaceId, 'activity'),
  /** Leads on to the files of the first volume. */
  spaceFiles: (spaceId: SpacePath) => space(spaceId, 'files'),
  /** `path` is one of the wire, encoded already. */
  files: (spaceId: SpacePath, volume: string, path = '') =>
    space(spaceId, `files/${encodeURIComponent(volume)}${path && `/${path}`}`),
  workloads: (spaceId: SpacePath, query: Pick<TableQuery, 'search'> = {}) =>
    withQuery(space(spaceId, 'workloads'), { ...query }),
  /** The form for a new workload; nothing that stands here ever launches by itself. */
  launch: (spaceId: SpacePath, query: LaunchQuery = {}) => withQuery(space(spaceId, 'launch'), { ...query }),
  workload: (spaceId: SpacePath, { kind, name }: WorkloadPath, tab?: WorkloadTab) =>
    withQuery(space(spaceId, `workloads/${kind}/${encodeURIComponent(name)}`), { tab }),
  /** `field` is the one that the form opens and goes to. */
  editWorkload: (spaceId: SpacePath, { kind, name }: WorkloadPath, field = '') =>
    space(spaceId, `workloads/${kind}/${encodeURIComponent(name)}/edit${field && `#${field}`}`),
  /** Leads on to the workload's web address, with a ticket; never fetched ahead. */
  openWorkload: (spaceId: SpacePath, { kind, name }: WorkloadPath) =>
    space(spaceId, `workloads/${kind}/${encodeURIComponent(name)}/open`),
  /** Where the gateway sends whoever comes to a web address without a cookie; leads back there with a ticket. */
  openHost: (host: string, path: string) => withQuery('/open', { host, path }),
  /** `open` is "config-map/web" or "secret/tokens", `create` the form for a new one, `tab` the list that is shown. */
  config: (
    spaceId: SpacePath,
    query: { open?: string; create?: 'config-map' | 'secret'; tab?: 'config-map' | 'secret' } = {},
  ) => withQuery(space(spaceId, 'config'), { ...query }),
  profile: () => '/profile',
  admin: {
    users: (query: TableQuery = {}) => withQuery('/admin/users', { ...query }),
    volumes: (query: TableQuery = {}) => withQuery('/admin/volumes', { ...query }),
    health: () => '/admin/health',
    templates: () => '/admin/templates',
  },
  /** `callback` is the path to come back to; whoever reads it checks that it is one of the portal's own. */
  signIn: (callback?: string) => withQuery('/sign-in', { callback }),
  api: {
    health: () => '/api/health',
    ready: () => '/api/ready',
    /** Leads to the identity provider; a plain link, never fetched ahead. */
    startSignIn: (callback?: string) => withQuery('/api/auth/signin/oidc', { callback }),
    /** Takes a form. */
    signOut: () => '/api/auth/sign-out',
    refreshSession: () => '/api/session/refresh',
    sessions: () => '/api/sessions',
    users: (query: TableQuery & { state?: string; role?: string; pageSize?: number } = {}) =>
      withQuery('/api/users', { ...query }),
    /** What the browser reads again when it may have missed a change. */
    volumes: (spaceId: SpacePath) => `/api${space(spaceId, 'volumes')}`,
    /** A long poll: with `since`, the version of what is known, it answers when something differs. */
    fileAccess: (spaceId: SpacePath, volume: string, since?: string) =>
      withQuery(`/api${space(spaceId, `volumes/${encodeURIComponent(volume)}/files`)}`, { since }),
    workloads: (spaceId: SpacePath) => `/api${space(spaceId, 'workloads')}`,
    workload: (spaceId: SpacePath, { kind, name }: WorkloadPath) =>
      `/api${space(spaceId, `workloads/${kind}/${encodeURIComponent(name)}`)}`,
    /** What the workloads of a space use now. */
    consumption: (spaceId: SpacePath) => `/api${space(spaceId, 'consumption')}`,
    /** The form, filled in as the workload is. */
    workloadForm: (spaceId: SpacePath, { kind, name }: WorkloadPath) =>
      `/api${space(spaceId, `workloads/${kind}/${encodeURIComponent(name)}/form`)}`,
    /** What goes and what stays when it is deleted. */
    workloadDeletePreview: (spaceId: SpacePath, { kind, name }: WorkloadPath) =>
      `/api${space(spaceId, `workloads/${kind}/${encodeURIComponent(name)}/delete-preview`)}`,
    /** Takes the form as JSON and makes nothing. */
    launchPreview: (spaceId: SpacePath) => `/api${space(spaceId, 'launch/preview')}`,
    /** A stream of lines; `pod` left out merges all pods. */
    workloadLogs: (spaceId: SpacePath, { kind, name }: WorkloadPath, { from = [], ...query }: LogsQuery = {}) => {
      const path = withQuery(`/api${space(spaceId, `workloads/${kind}/${encodeURIComponent(name)}/logs`)}`, query)
      const known = new URLSearchParams(from.map((position) => ['from', position])).toString()
      return known === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${known}`
    },
    /** Asked by the gateway alone. */
    gatewayChecks: () => '/api/gateway/checks',
    gatewayWaiting: () => '/api/gateway/waiting',
    config: (spaceId: SpacePath) => `/api${space(spaceId, 'config')}`,
    configMap: (spaceId: SpacePath, name: string) =>
      `/api${space(spaceId, `config/config-map/${encodeURIComponent(name)}`)}`,
    spaceQuota: (spaceId: SpacePath) => `/api${space(spaceId, 'quota')}`,
    spaceActivity: (spaceId: SpacePath) => `/api${space(spaceId, 'activity')}`,
    /** `since` is a position that `getLivePosition` gave; without it, the stream begins now. */
    events: (options: { spaces: readonly SpacePath[]; isAdmin?: boolean; since?: string }) => {
      // A space is spelt with a colon here, because a slash would be encoded.
      const query = new URLSearchParams(options.spaces.map((spaceId) => ['space', spaceId.replace('/', ':')]))
      if (options.isAdmin) query.set('scope', 'admin')
      if (options.since) query.set('since', options.since)
      return `${EVENTS_PATH}?${query.toString()}`
    },
    eventsPath: () => EVENTS_PATH,
  },
}
