import type { ManagedNamespace } from '#lib/auth/managed-namespace.ts'
import { buildPodSecurityLabels } from './objects-access.ts'
import { getDigest } from './objects-digest.ts'
import type { FoundObject } from './objects-digest.ts'
import { buildSpaceObjects } from './objects.ts'
import type { Drift, DriftProblem, SpaceObjectKind, SpaceSettings, WantedSpace } from './schema.ts'

/** What is known of a space's objects at the moment. */
export interface KnownObjects {
  namespace: ManagedNamespace | undefined
  find: (kind: SpaceObjectKind, name: string) => FoundObject | undefined
}

interface WantedObject {
  objectKind: SpaceObjectKind
  name: string
  digest: string
}

const KNOWN_QUOTAS_MAX = 200

/** Remembers what is the same for all spaces with the same quota, which is nearly always all of them. */
export class DriftFinder {
  readonly settings: SpaceSettings
  private readonly wanted = new Map<string, WantedObject[]>()

  constructor(settings: SpaceSettings) {
    this.settings = settings
  }

  /** What is not as it has to be, in the order in which it has to be mended; empty for a space that is right. */
  find(space: WantedSpace, known: KnownObjects): Drift[] {
    const drift: Drift[] = []
    const note = (objectKind: SpaceObjectKind, name: string, problem: DriftProblem | null) => {
      if (problem) drift.push({ objectKind, name, problem })
    }
    note('Namespace', space.namespace, this.getNamespaceProblem(space, known.namespace))
    for (const { objectKind, name, digest } of this.listWanted(space)) {
      note(objectKind, name, getProblem(known.find(objectKind, name), digest))
    }
    // A volume has only to be there: its owner may have made it larger.
    for (const { name } of space.volumes) {
      const found = known.find('PersistentVolumeClaim', name)
      note('PersistentVolumeClaim', name, getProblem(found, found?.digest))
    }
    return drift
  }

  private getNamespaceProblem(space: WantedSpace, found: ManagedNamespace | undefined): DriftProblem | null {
    if (!found) return 'missing'
    if (!isSameOwner(space, found)) return 'foreign'
    if (found.isTerminating) return 'deleting'
    const labels = Object.entries(buildPodSecurityLabels(this.settings))
    return labels.every(([label, value]) => found.labels[label] === value) ? null : 'changed'
  }

  private listWanted(space: WantedSpace): WantedObject[] {
    const key = JSON.stringify([space.quota, space.owner.kind])
    const known = this.wanted.get(key)
    if (known) return known
    const wanted = buildSpaceObjects({ ...space, volumes: [] }, this.settings)
      .slice(1)
      .map((object) => ({
        objectKind: object.kind as SpaceObjectKind,
        name: object.metadata.name,
        digest: getDigest(object),
      }))
    if (this.wanted.size >= KNOWN_QUOTAS_MAX) this.wanted.clear()
    this.wanted.set(key, wanted)
    return wanted
  }
}

/** Whether the namespace was made by Moorage, for this very user or group. */
export function isSameOwner({ spaceId, owner }: WantedSpace, found: ManagedNamespace): boolean {
  if (!found.isManaged || found.spaceId !== spaceId) return false
  if (owner.kind === 'group') return found.ownerGroupUid === owner.groupUid
  return found.owner?.issuer === owner.issuer && found.owner.subject === owner.subject
}

function getProblem(found: FoundObject | undefined, digest: string | undefined): DriftProblem | null {
  if (!found) return 'missing'
  if (!found.isManaged) return 'foreign'
  return found.digest === digest ? null : 'changed'
}
