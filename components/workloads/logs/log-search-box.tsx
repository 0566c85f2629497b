'use client'

import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { formatCount } from '#lib/format.ts'
import type { LogSearchState } from './use-log-search.ts'

/** Enter goes to the next line with the text, Shift Enter to the one before. */
export function LogSearchBox({ search }: { search: LogSearchState }) {
  const t = useTranslations('workloadLogs.search')
  const locale = useLocale()
  const { query, setQuery, count, place, step } = search
  const none = query === '' || count === 0 ? t('none') : null
  const counted =
    place === null
      ? t('count', { count, text: formatCount(count, locale) })
      : t('place', { place: formatCount(place, locale), count: formatCount(count, locale) })
  return (
    <div className="flex min-w-0 grow basis-56 items-center gap-1">
      <div className="min-w-0 grow sm:max-w-72">
        <TextInput
          type="search"
          aria-label={t('label')}
          placeholder={t('label')}
          icon={<Search />}
          isMono
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
            else if (event.key === 'Escape' && query !== '') {
              event.stopPropagation()
              setQuery('')
            }
          }}
        />
      </div>
      <IconButton label={t('previous')} icon={<ChevronUp />} disabledReason={none} onClick={() => step(-1)} />
      <IconButton label={t('next')} icon={<ChevronDown />} disabledReason={none} onClick={() => step(1)} />
      <output aria-live="polite" className="text-table whitespace-nowrap text-quiet">
        {query !== '' && counted}
      </output>
    </div>
  )
}
