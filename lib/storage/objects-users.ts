import type { DeploymentFacts, WorkloadFacts } from '#lib/workloads/objects-controllers.ts'
import { isTrue } from '#lib/workloads/objects-facts.ts'
import { toWorkloadKind } from '#lib/workloads/objects-map.ts'
import type { VolumeUser } from './schema.ts'

/** What mounts volumes whenever it starts, whether anything of it runs now or not. */
export interface WorkloadClaims extends VolumeUser {
  readonly claims: readonly string[]
}

/** Without those that start nothing any more: finished jobs, and what is being deleted. A run belongs to its schedule. */
export function toWorkloadClaims(all: readonly WorkloadFacts[]): WorkloadClaims[] {
  return all
    .filter(
      (facts) => facts.deletingSince === null && !(facts.kind === 'Job' && (facts.ownerUid !== null || isOver(facts))),
    )
    .map(({ kind, name, template }) => ({
      kind: toWorkloadKind(kind),
      name,
      claims: template.volumes.flatMap(({ source, object }) => (source === 'volume' ? [object] : [])),
    }))
    .filter(({ claims }) => claims.length > 0)
}

function isOver({ conditions }: Pick<DeploymentFacts, 'conditions'>): boolean {
  return isTrue(conditions, 'Complete') || isTrue(conditions, 'Failed')
}
