import type { KubeRequest } from './client.ts'

/** A request without the names of objects in it, fit to be a metric's labels. */
export interface RequestName {
  verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete'
  /** "pods", "pods/log", "deployments.apps"; for other paths the first part, as in "readyz". */
  resource: string
}

export function describeRequest(request: KubeRequest): RequestName {
  const { resource, hasName } = parsePath(request.path)
  return { verb: getVerb(request, hasName), resource }
}

const WRITE_VERBS = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const

function getVerb({ method = 'GET', query }: KubeRequest, hasName: boolean): RequestName['verb'] {
  if (method !== 'GET') return WRITE_VERBS[method]
  if (query?.watch) return 'watch'
  return hasName ? 'get' : 'list'
}

/** Follows https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
function parsePath(path: string): { resource: string; hasName: boolean } {
  const [root = '', ...rest] = path.split('/').slice(1)
  if (root !== 'api' && root !== 'apis') return { resource: root, hasName: true }
  const group = root === 'apis' ? rest.shift() : undefined
  rest.shift()
  // "namespaces/x/pods" lies in a namespace; "namespaces/x" and "namespaces/x/finalize" are the namespace itself.
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'finalize' && rest[2] !== 'status'
  const [plural, name, subresource] = isInNamespace ? rest.slice(2) : rest
  if (!plural) return { resource: 'discovery', hasName: true }
  const resource = [plural, group].filter(Boolean).join('.')
  return { resource: subresource ? `${resource}/${subresource}` : resource, hasName: Boolean(name) }
}
