import type { KubeObject } from '#lib/kube/object.ts'
import { parseMillis } from '#lib/quota/objects-amounts.ts'
import { buildLabels, FILES_PRIORITY_CLASS } from './objects-marks.ts'
import type { SpaceQuota, SpaceSettings, WantedSpace } from './schema.ts'

export const STORAGE_QUOTA = 'moorage-storage'
export const COMPUTE_QUOTA = 'moorage-compute'
const FILES_QUOTA = 'moorage-files'

/**
 * Nothing in a space can make a PodTemplate. Raising this number makes the cluster count a quota again, which it does
 * only when `spec.hard` really changes; so it may have any value.
 */
export const RECOUNT_KEY = 'count/podtemplates'

const GPU_RESOURCES = ['nvidia.com/gpu']

/** Far more than a person needs, and few enough that nobody fills the cluster's database. */
const OBJECT_COUNTS = {
  'count/configmaps': '100',
  'count/secrets': '100',
  'count/services': '50',
  'count/ingresses.networking.k8s.io': '50',
  'count/deployments.apps': '50',
  'count/jobs.batch': '100',
  'count/cronjobs.batch': '20',
  // Finished pods too, which the quota "pods" leaves out.
  'count/pods': '500',
}

/** One reader and one writer for each volume, and a few that are about to end. */
const SPARE_FILE_SERVERS = 2
const FILE_SERVER = { cpuMillis: 2000, memoryMiB: 512 }

/** A container that states nothing gets this. */
const CONTAINER_DEFAULT = { cpu: '1', memory: '1Gi', 'ephemeral-storage': '2Gi' }
const CONTAINER_DEFAULT_REQUEST = { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '256Mi' }

function buildQuota(space: WantedSpace, name: string, spec: Record<string, unknown>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, namespace: space.namespace, labels: buildLabels(space.owner.kind) },
    spec,
  }
}

function buildScope(operator: 'In' | 'NotIn') {
  return { matchExpressions: [{ scopeName: 'PriorityClass', operator, values: [FILES_PRIORITY_CLASS] }] }
}

/** Three, so that a full compute quota keeps nobody from their files, and each number is exactly what workloads use. */
export function buildQuotas(
  space: WantedSpace,
  { gpuResources = GPU_RESOURCES }: Pick<SpaceSettings, 'gpuResources'>,
): KubeObject[] {
  const { quota } = space
  const fileServers = 2 * quota.volumes + SPARE_FILE_SERVERS
  return [
    buildQuota(space, STORAGE_QUOTA, {
      hard: {
        persistentvolumeclaims: String(quota.volumes),
        'requests.storage': quota.storage,
        'requests.ephemeral-storage': quota.ephemeralStorage,
        'limits.ephemeral-storage': quota.ephemeralStorage,
        'services.nodeports': '0',
        'services.loadbalancers': '0',
        ...OBJECT_COUNTS,
        [RECOUNT_KEY]: '0',
      },
    }),
    buildQuota(space, COMPUTE_QUOTA, {
      // Requests never exceed limits, so that a second limit for them would not do anything.
      hard: {
        pods: String(quota.pods),
        'limits.cpu': quota.cpu,
        'limits.memory': quota.memory,
        // A quota cannot add up several kinds, so that each has the number for itself.
        ...Object.fromEntries(gpuResources.map((name) => [`requests.${name}`, String(quota.gpu)])),
      },
      scopeSelector: buildScope('NotIn'),
    }),
    buildQuota(space, FILES_QUOTA, {
      hard: {
        pods: String(fileServers),
        'limits.cpu': `${fileServers * FILE_SERVER.cpuMillis}m`,
        'limits.memory': `${fileServers * FILE_SERVER.memoryMiB}Mi`,
      },
      scopeSelector: buildScope('In'),
    }),
  ]
}

/** Compute quota without it would refuse every container that does not state what it needs. */
export function buildLimitRange(space: WantedSpace): KubeObject {
  const limit = capByQuota(CONTAINER_DEFAULT, space.quota)
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'moorage-limits', namespace: space.namespace, labels: buildLabels(space.owner.kind) },
    spec: {
      limits: [
        { type: 'Container', default: limit, defaultRequest: capByQuota(CONTAINER_DEFAULT_REQUEST, space.quota) },
      ],
    },
  }
}

/** A default larger than the whole quota would keep every container out that relies on it. */
function capByQuota(amounts: typeof CONTAINER_DEFAULT, quota: SpaceQuota): typeof CONTAINER_DEFAULT {
  const smaller = (amount: string, limit: string) => (parseMillis(amount) > parseMillis(limit) ? limit : amount)
  return {
    cpu: smaller(amounts.cpu, quota.cpu),
    memory: smaller(amounts.memory, quota.memory),
    'ephemeral-storage': smaller(amounts['ephemeral-storage'], quota.ephemeralStorage),
  }
}
