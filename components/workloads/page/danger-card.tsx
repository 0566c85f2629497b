import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import type { OfferedVerb } from '../use-workload-verbs.tsx'

/** What cannot be undone, in a box of its own at the end of the page. */
export function DangerCard({ verb }: { verb: OfferedVerb | undefined }) {
  const t = useTranslations('workloadsPage')
  if (!verb) return null
  return (
    <Card title={t('danger.title')} tone="danger" description={t('danger.text')}>
      <Button icon={verb.icon} onClick={verb.run} className="max-w-full">
        <span className="truncate">{verb.label}</span>
      </Button>
    </Card>
  )
}
