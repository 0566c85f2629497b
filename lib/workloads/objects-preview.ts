import { stringify } from 'yaml'
import type { KubeObject } from '#lib/kube/object.ts'
import type { LaunchObjects } from './objects-launch.ts'
import type { LaunchPreview } from './schema-preview.ts'

const HIDDEN = '(hidden)'

/** All objects of a launch in the order in which they are made. */
export function listObjects({ config, workload, network }: LaunchObjects): KubeObject[] {
  return [...config, workload, ...network]
}

/** The objects as a file; values of Secrets are left out, since a preview may be copied anywhere. */
export function formatYaml(objects: readonly KubeObject[]): string {
  return objects
    .map((object) => stringify(hideValues(object), { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n')
}

function hideValues(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || typeof object.data !== 'object' || object.data === null) return object
  return { ...object, data: Object.fromEntries(Object.keys(object.data).map((key) => [key, HIDDEN])) }
}

/** The same by hand. Names come from the schema of the form, so that nothing in them means anything to a shell. */
export function formatKubectl({ metadata }: KubeObject): string {
  const { name, namespace = 'default' } = metadata
  return [
    `kubectl apply --server-side --field-manager moorage --namespace ${namespace} --filename ${name}.yaml`,
    `kubectl get pods --namespace ${namespace} --selector moorage.dev/workload=${name} --watch`,
  ].join('\n')
}

/** What happens to what, with what exists now; an edit takes away what it no longer needs. */
export function listChanges(wanted: readonly KubeObject[], existing: readonly KubeObject[]): LaunchPreview['objects'] {
  const toKey = ({ kind, metadata }: KubeObject) => `${kind}/${metadata.name}`
  const there = new Set(existing.map(toKey))
  const stays = new Set(wanted.map(toKey))
  const describe = ({ kind, metadata }: KubeObject) => ({ kind, name: metadata.name })
  return [
    ...wanted.map((object) => ({
      ...describe(object),
      action: there.has(toKey(object)) ? ('update' as const) : ('create' as const),
    })),
    ...existing
      .filter((object) => !stays.has(toKey(object)))
      .map((object) => ({ ...describe(object), action: 'delete' as const })),
  ]
}
