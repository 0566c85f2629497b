import { randomUUID } from 'node:crypto'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { getEnv } from '#lib/env.ts'
import type { Locale } from '#lib/i18n/locales.ts'
import { claimsKind, podsKind } from '#lib/storage/operations-cache.ts'
import { ACCESS_MODES } from '#lib/storage/schema.ts'
import { listDependents, listMounts } from '#lib/storage/status.ts'
import { fillTemplate } from '#lib/templates/objects.ts'
import { countWrongTemplates, listUsableTemplates } from '#lib/templates/operations.ts'
import type { Template } from '#lib/templates/schema.ts'
import { findOwnDisk, getWebOffer, listTakenNames } from './operations-facts.ts'
import { readKeys } from './operations-keys.ts'
import type { KeyedObject } from './operations-keys.ts'
import { readNodeRooms } from './operations-rooms.ts'
import type { NodeRoom } from './preflight-nodes.ts'
import type { LaunchOffer, OfferedTemplate } from './schema-offer.ts'

const RESERVED = 'moorage-'
/** The cluster puts it into each namespace for itself. */
const CLUSTER_ROOT = 'kube-root-ca.crt'
const PULL_KEYS = ['.dockerconfigjson', '.dockercfg']

/** What the form has to choose from; of secrets the names and keys. */
export async function getLaunchOffer(scope: SpaceScope, locale: Locale): Promise<LaunchOffer> {
  const { isKubectlShown, appsDomain, hasUserNamespaces } = getEnv()
  const keys = await readKeys(scope.namespace)
  const rooms = readNodeRooms() ?? []
  return {
    templates: listUsableTemplates().map((template) => toOffered(template, { scope, locale })),
    wrongTemplates: countWrongTemplates(),
    gpus: listGpus(rooms),
    largestNode: rooms.length > 0 ? toLargest(rooms) : null,
    volumes: listVolumes(scope),
    configMaps: keys.configMaps.filter(isOffered).map(({ name, keys: names }) => ({ name, keys: names })),
    secrets: keys.secrets.filter(isOffered).map(({ name, keys: names }) => ({
      name,
      keys: names,
      isPullSecret: names.some((key) => PULL_KEYS.includes(key)),
    })),
    web: { ...getWebOffer(), appsDomain },
    hasUserNamespaces,
    hasKubectl: isKubectlShown,
    defaultTimeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/** Of the kinds that count as GPUs here those that some machine has. */
function listGpus(rooms: readonly NodeRoom[]): LaunchOffer['gpus'] {
  return getEnv().gpuResources.flatMap((resource) => {
    const largestPerNode = Math.max(0, ...rooms.map(({ all }) => all.gpus[resource] ?? 0))
    return largestPerNode > 0 ? [{ resource, largestPerNode }] : []
  })
}

function toLargest(rooms: readonly NodeRoom[]): LaunchOffer['largestNode'] {
  const free = rooms.flatMap((room) => room.free ?? [])
  return {
    cpuMillicores: Math.max(...rooms.map(({ all }) => all.cpu)),
    memoryBytes: Math.max(...rooms.map(({ all }) => all.memory)),
    freeMemoryBytes: free.length > 0 ? Math.max(...free.map(({ memory }) => memory)) : null,
  }
}

/** What belongs to one workload goes with it, so nothing else should rest on it. */
const isOffered = ({ name, isOfWorkload }: KeyedObject) =>
  !isOfWorkload && !name.startsWith(RESERVED) && name !== CLUSTER_ROOT

function toOffered(template: Template, { scope, locale }: { scope: SpaceScope; locale: Locale }): OfferedTemplate {
  const { namespace, spaceId } = scope
  const { id, title, description, kind, sizes, isSizeFree, fixed, needsRoot } = template
  const name = findFreeName(template.name, namespace)
  // The id of the launch is the form's to choose; this one launches nothing.
  const use = { space: spaceId, launchId: randomUUID(), name, size: null, ownDisk: findOwnDisk(namespace) }
  return {
    id,
    title: title[locale] ?? title.en,
    description: description[locale] ?? description.en,
    kind,
    name,
    sizes,
    isSizeFree,
    fixed,
    defaults: { ...fillTemplate(template, use), launchId: undefined },
    needsRoot,
  }
}

function findFreeName(wanted: string, namespace: string): string {
  const taken = new Set(listTakenNames(namespace, null).map(({ name }) => name))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(name)) return name
  }
}

function listVolumes({ namespace }: SpaceScope): LaunchOffer['volumes'] {
  const pods = podsKind.list(namespace)
  return claimsKind
    .list(namespace)
    .filter(({ isDeleting }) => !isDeleting)
    .map(({ name, title, accessModes, isPrimary }) => ({
      name,
      title,
      accessMode: ACCESS_MODES.find((mode) => accessModes.includes(mode)) ?? 'ReadWriteOnce',
      isPrimary,
      usedBy: [...new Set(listDependents(listMounts(name, pods)).map(({ pod, workload }) => workload ?? pod))],
    }))
    .toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary) || a.name.localeCompare(b.name, 'en'))
}
