import type { SpaceScope } from '#lib/auth/authorize.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { listPods } from './explain.ts'
import type { Reference } from './objects-template.ts'
import { findWorkload, toMapContext, toObjectRef } from './operations-context.ts'
import { readLaunchedTogether } from './operations-known.ts'
import type { DeletePreview, NamedObject } from './schema-preview.ts'
import type { WorkloadAddress } from './schema.ts'

const SOURCES: Record<Reference['source'], string> = { 'config-map': 'ConfigMap', secret: 'Secret' }

/** What goes with a workload and what stays; null when there is none. */
export async function getDeletePreview(scope: SpaceScope, workload: WorkloadAddress): Promise<DeletePreview | null> {
  const facts = findWorkload(scope, workload)
  const live = facts && (await getObject(getKubeClient(), toObjectRef(scope, workload)))
  if (!live) return null
  const { index } = toMapContext(scope)
  const together = Object.values(await readLaunchedTogether(live)).filter((one) => one !== null)
  const runs = facts.kind === 'CronJob' ? (index.jobsByOwner.get(facts.uid) ?? []) : []
  const goes: NamedObject[] = [
    { kind: live.kind, name: live.metadata.name },
    ...runs.map(({ name }) => ({ kind: 'Job', name })),
    ...listPods(facts, index).map(({ name }) => ({ kind: 'Pod', name })),
    ...together.map(({ kind, metadata }) => ({ kind, name: metadata.name })),
  ]
  const uses: NamedObject[] = [
    ...facts.template.volumes.flatMap(({ source, object }) =>
      source === 'volume' ? [{ kind: 'PersistentVolumeClaim', name: object }] : [],
    ),
    ...facts.template.references.map(({ source, object }) => ({ kind: SOURCES[source], name: object })),
  ]
  const isGoing = (one: NamedObject) => goes.some(({ kind, name }) => kind === one.kind && name === one.name)
  return { goes, stays: uses.filter((one) => !isGoing(one)) }
}
