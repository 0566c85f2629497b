import { useTranslations } from 'next-intl'
import type { NamedObject } from '#lib/workloads/schema-preview.ts'

const KNOWN = [
  'Deployment',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Pod',
  'ConfigMap',
  'Secret',
  'Service',
  'Ingress',
  'NetworkPolicy',
  'PersistentVolumeClaim',
] as const

/** Objects of the cluster, each by the plain word for its kind. */
export function ObjectList({ objects }: { objects: readonly NamedObject[] }) {
  const t = useTranslations('workloadsPage.objectKinds')
  return (
    <ul className="mt-1 grid gap-0.5">
      {objects.map(({ kind, name }) => {
        const known = KNOWN.find((one) => one === kind)
        return (
          <li key={`${kind}/${name}`} className="flex flex-wrap items-baseline gap-x-2">
            <span className="text-quiet">{known ? t(known) : kind}</span>
            <span className="font-mono text-table break-all">{name}</span>
          </li>
        )
      })}
    </ul>
  )
}
