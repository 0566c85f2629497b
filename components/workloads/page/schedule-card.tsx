import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { InlineCode } from '#components/ui/code-block.tsx'
import { ExactTime, RelativeTime } from '#components/ui/relative-time.tsx'
import type { Workload } from '#lib/workloads/schema.ts'

/** When a scheduled job runs next, in the reader's zone. */
export function ScheduleCard({ schedule }: { schedule: NonNullable<Workload['schedule']> }) {
  const t = useTranslations('workloadsPage.schedule')
  const { text, timeZone, nextTimes, lastTime } = schedule
  return (
    <Card title={t('title')}>
      <p>
        <InlineCode>{text}</InlineCode> <span className="text-quiet">{timeZone}</span>
      </p>
      {nextTimes.length > 0 ? (
        <ol className="mt-3 grid gap-1.5">
          {nextTimes.map((at) => (
            <li key={at} className="flex flex-wrap justify-between gap-x-4">
              <ExactTime at={at} />
              <span className="text-quiet">
                <RelativeTime at={at} />
              </span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="mt-3 text-quiet">{t('noTimes')}</p>
      )}
      <p className="mt-3 text-table text-quiet">
        {lastTime ? t.rich('last', { time: () => <RelativeTime at={lastTime} /> }) : t('never')}
      </p>
    </Card>
  )
}
