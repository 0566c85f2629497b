import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { Link } from '#components/ui/link.tsx'
import { routes } from '#lib/routes.ts'
import type { WorkloadDetails, WorkloadVariable } from '#lib/workloads/schema-details.ts'

/** What fits on a card at a glance. */
const SHOWN = 8

/** The variables that its programs start with. Values from Secrets are not even sent to this page. */
export function EnvironmentCard({ workload }: { workload: WorkloadDetails }) {
  const t = useTranslations('workloadsPage.environment')
  const { space, environment, environmentSets } = workload
  if (environment.length === 0 && environmentSets.length === 0) return null
  const rest = environment.slice(SHOWN)
  return (
    <Card title={t('title')}>
      <VariableList space={space} variables={environment.slice(0, SHOWN)} />
      {rest.length > 0 && (
        <div className="mt-2">
          <Fold summary={t('more', { count: rest.length })}>
            <VariableList space={space} variables={rest} />
          </Fold>
        </div>
      )}
      {environmentSets.map(({ source, object }) => (
        <p key={`${source}/${object}`} className="mt-2 text-quiet">
          {t.rich(source === 'secret' ? 'allOfSecret' : 'allOfConfigMap', {
            object: () => <ConfigLink space={space} source={source} object={object} />,
          })}
        </p>
      ))}
    </Card>
  )
}

interface VariableListProps {
  space: WorkloadDetails['space']
  variables: readonly WorkloadVariable[]
}

function VariableList({ space, variables }: VariableListProps) {
  return (
    <dl className="grid gap-x-6 gap-y-1.5 sm:grid-cols-[minmax(8rem,auto)_1fr]">
      {variables.map((variable) => (
        <div key={variable.name} className="grid gap-0.5 text-table sm:col-span-2 sm:grid-cols-subgrid">
          <dt className="font-mono break-all">{variable.name}</dt>
          <dd className="min-w-0 break-all text-quiet">
            <VariableValue space={space} variable={variable} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function VariableValue({ space, variable }: { space: WorkloadDetails['space']; variable: WorkloadVariable }) {
  const t = useTranslations('workloadsPage.environment')
  const { source, value, object, key } = variable
  if ((source === 'secret' || source === 'config-map') && object !== null) {
    return t.rich(source === 'secret' ? 'ofSecret' : 'ofConfigMap', {
      key: key ?? '',
      object: () => <ConfigLink space={space} source={source} object={object} />,
    })
  }
  if (source === 'other') return t('other')
  return value ? <span className="font-mono text-ink">{value}</span> : t('emptyValue')
}

interface ConfigLinkProps {
  space: WorkloadDetails['space']
  source: 'config-map' | 'secret'
  object: string
}

function ConfigLink({ space, source, object }: ConfigLinkProps) {
  return (
    <Link href={routes.config(space, { open: `${source}/${object}` })} className="font-mono">
      {object}
    </Link>
  )
}
