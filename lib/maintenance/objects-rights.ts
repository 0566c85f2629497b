/** One rule, as a role and a SelfSubjectRulesReview spell it. */
export interface Rule {
  verbs: readonly string[]
  apiGroups: readonly string[]
  resources: readonly string[]
  /** Left out or empty: all names. */
  resourceNames?: readonly string[]
}

const READ = ['get', 'list', 'watch']
const WRITE = [...READ, 'create', 'update', 'patch', 'delete']

/** What the portal's account needs everywhere; deploy/rights gives it, and a test keeps both the same. */
export const CLUSTER_RIGHTS: readonly Rule[] = [
  { apiGroups: ['moorage.dev'], resources: ['users'], verbs: [...READ, 'create', 'update', 'patch'] },
  { apiGroups: ['moorage.dev'], resources: ['groups', 'requests'], verbs: WRITE },
  {
    apiGroups: ['moorage.dev'],
    resources: ['users/status', 'groups/status', 'requests/status'],
    verbs: ['get', 'update', 'patch'],
  },
  { apiGroups: [''], resources: ['namespaces'], verbs: WRITE },
  {
    apiGroups: [''],
    resources: ['persistentvolumeclaims', 'pods', 'services', 'resourcequotas', 'limitranges'],
    verbs: READ,
  },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: READ },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: READ },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: [...READ, 'create', 'patch'] },
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterroles'],
    resourceNames: ['moorage-space', 'moorage-space-gateway'],
    verbs: ['bind'],
  },
  { apiGroups: [''], resources: ['nodes', 'persistentvolumes'], verbs: READ },
  { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: READ },
]

/** Only with MOORAGE_USAGE_SOURCE=kubelet. */
export const KUBELET_RIGHTS: readonly Rule[] = [{ apiGroups: [''], resources: ['nodes/stats'], verbs: ['get'] }]
/** Only with MOORAGE_USAGE_SOURCE=metrics. */
export const METRICS_RIGHTS: readonly Rule[] = [
  { apiGroups: ['metrics.k8s.io'], resources: ['nodes', 'pods'], verbs: ['get', 'list'] },
]

/** In Moorage's own namespace. */
export const OWN_NAMESPACE_RIGHTS: readonly Rule[] = [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: WRITE },
  { apiGroups: [''], resources: ['configmaps'], verbs: READ },
]

/** In each space, by the binding that the portal makes there. */
export const SPACE_RIGHTS: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'limitranges',
      'persistentvolumeclaims',
      'pods',
      'resourcequotas',
      'secrets',
      'serviceaccounts',
      'services',
    ],
    verbs: WRITE,
  },
  { apiGroups: [''], resources: ['events'], verbs: READ },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: WRITE },
  { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['get', 'update', 'patch'] },
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: [...READ, 'delete'] },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: WRITE },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: WRITE },
]

function isListed(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted)
}

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources */
function isResourceListed(resources: readonly string[], wanted: string): boolean {
  const [, subresource] = wanted.split('/')
  return isListed(resources, wanted) || (subresource !== undefined && resources.includes(`*/${subresource}`))
}

interface Right {
  verb: string
  apiGroup: string
  resource: string
  name: string | null
}

function isGiven(rules: readonly Rule[], { verb, apiGroup, resource, name }: Right): boolean {
  return rules.some(
    ({ verbs, apiGroups, resources, resourceNames = [] }) =>
      isListed(verbs, verb) &&
      isListed(apiGroups, apiGroup) &&
      isResourceListed(resources, resource) &&
      (resourceNames.length === 0 || (name !== null && resourceNames.includes(name))),
  )
}

/** What of the needed rules the given ones leave out, a line per resource: "create, patch rolebindings.rbac.authorization.k8s.io". */
export function listMissingRights(needed: readonly Rule[], given: readonly Rule[]): string[] {
  return needed.flatMap(({ verbs, apiGroups, resources, resourceNames }) =>
    apiGroups.flatMap((apiGroup) =>
      resources.flatMap((resource) =>
        (resourceNames ?? [null]).flatMap((name) => {
          const missing = verbs.filter((verb) => !isGiven(given, { verb, apiGroup, resource, name }))
          const full = apiGroup === '' ? resource : `${resource}.${apiGroup}`
          return missing.length === 0 ? [] : [`${missing.join(', ')} ${full}${name === null ? '' : ` ${name}`}`]
        }),
      ),
    ),
  )
}
