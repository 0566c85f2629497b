import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import { InlineCode } from '#components/ui/code-block.tsx'
import { type KeyValue, KeyValueList } from '#components/ui/key-value-list.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'

/** What it is and what it runs. */
export function FactsCard({ workload }: { workload: WorkloadDetails }) {
  const t = useTranslations('workloadsPage.facts')
  const { template, image, command, args, replicas, createdAt, finishedAt, expiresAt } = workload
  const items: (KeyValue | false)[] = [
    { label: t('image'), value: <span className="font-mono text-table break-all">{image}</span> },
    command.length > 0 && { label: t('command'), value: <Words words={command} /> },
    args.length > 0 && { label: t('args'), value: <Words words={args} /> },
    replicas !== null && {
      label: t('replicas'),
      value: t('ready', { ready: replicas.ready, wanted: replicas.wanted }),
    },
    template !== null && { label: t('template'), value: template },
    { label: t('created'), value: <RelativeTime at={createdAt} /> },
    finishedAt !== null && { label: t('finished'), value: <RelativeTime at={finishedAt} /> },
    expiresAt !== null && { label: t('expires'), value: <RelativeTime at={expiresAt} /> },
  ]
  return (
    <Card title={t('title')}>
      <KeyValueList items={items.filter((item) => item !== false)} />
    </Card>
  )
}

function Words({ words }: { words: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {words.map((word, place) => (
        <span key={place} className="min-w-0">
          <InlineCode>{word}</InlineCode>
        </span>
      ))}
    </span>
  )
}
