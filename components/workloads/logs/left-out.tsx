import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Fold } from '#components/ui/fold.tsx'
import type { HiddenLog } from '#lib/workloads/schema-logs.ts'
import type { LogChoice } from './use-log-stream.ts'

interface LeftOutProps {
  hidden: readonly HiddenLog[]
  choice: LogChoice
  /** What all pods' names begin with. */
  prefix: string
  onChoice: (change: Partial<LogChoice>) => void
}

/** Only so many logs are merged; what is left out can be looked at by itself. */
export function LeftOut({ hidden, choice, prefix, onChoice }: LeftOutProps) {
  const t = useTranslations('workloadLogs.leftOut')
  if (hidden.length === 0) return null
  const pods = [...new Set(hidden.map(({ pod }) => pod))]
  // Of one pod with so many containers, a container has to be chosen.
  const ways =
    choice.pod === ''
      ? pods.map((pod) => ({ label: pod.startsWith(prefix) ? pod.slice(prefix.length) : pod, change: { pod } }))
      : [...new Set(hidden.map(({ container }) => container))].map((container) => ({
          label: container,
          change: { container },
        }))
  return (
    <div className="min-w-0 text-quiet">
      <Fold summary={t('count', { count: hidden.length })}>
        <p className="mb-2 max-w-text text-pretty">{t('text')}</p>
        <ul className="flex max-h-32 flex-wrap gap-1.5 overflow-y-auto p-1">
          {ways.map(({ label, change }) => (
            <li key={label}>
              <Button size="small" className="font-mono" onClick={() => onChoice(change)}>
                {label}
              </Button>
            </li>
          ))}
        </ul>
      </Fold>
    </div>
  )
}
