import { useTranslations } from 'next-intl'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Evidence } from '#lib/workloads/schema.ts'

/** What was seen, in the cluster's own words. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const t = useTranslations('workloadsPage.explanation')
  return (
    <ul className="divide-y divide-line rounded-box border border-line bg-sunken">
      {evidence.map(({ source, object, code, text, at, count }, place) => (
        <li key={`${object} ${code} ${place}`} className="grid gap-1 px-3 py-2.5 text-table">
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-quiet">
            <span>{t(`sources.${source}`)}</span>
            <span className="font-mono break-all text-ink">{object}</span>
            {code && <span className="font-mono break-all">{code}</span>}
            {at && <RelativeTime at={at} />}
            {count > 1 && <span>{t('count', { count })}</span>}
          </p>
          {text && <p className="min-w-0 font-mono break-words whitespace-pre-wrap">{text}</p>}
        </li>
      ))}
    </ul>
  )
}
