import { SearchX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'

/** There are rows, but none that fits the filter. */
export default function NoMatch({ search, onClear }: { search: string; onClear: () => void }) {
  const t = useTranslations('ui.table')
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('noMatch')}
      text={<span className="break-words">{t('noMatchText', { search })}</span>}
      action={<Button onClick={onClear}>{t('clearFilter')}</Button>}
    />
  )
}
