import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import type { MouseEvent, ReactNode } from 'react'
import { formatCount } from '#lib/format.ts'
import { getButtonClass } from './button-class.ts'
import { IntentLink } from './intent-link.tsx'
import { isForBrowser } from './is-for-browser.ts'

interface PaginationProps {
  /** What is listed, to tell several lists of a page apart; read aloud. */
  label?: string
  /** Counted from 1. */
  page: number
  pageSize: number
  total: number
  /** The address of a page, so that it can be opened, shared and bookmarked. */
  getHref: (page: number) => string
  /** Shows a page that is at hand without asking the server. */
  onPage?: (page: number) => void
}

export function Pagination({ label, page, pageSize, total, getHref, onPage }: PaginationProps) {
  const t = useTranslations('ui.pagination')
  const locale = useLocale()
  const pageCount = Math.max(1, Math.ceil(total / pageSize))
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1
  const last = Math.min(page * pageSize, total)
  const range = t('range', {
    first: formatCount(first, locale),
    last: formatCount(last, locale),
    total: formatCount(total, locale),
  })
  const link = { getHref, onPage }
  return (
    <nav
      aria-label={label ? t('labelOf', { label }) : t('label')}
      className="flex items-center justify-between gap-4 text-table text-quiet"
    >
      <output aria-live="polite">{range}</output>
      {pageCount > 1 && (
        <div className="flex items-center gap-2">
          <PageLink {...link} page={page - 1} isPossible={page > 1} label={t('previous')} icon={<ChevronLeft />} />
          <span className="tabular-nums">
            {t('page', { page: formatCount(page, locale), count: formatCount(pageCount, locale) })}
          </span>
          <PageLink {...link} page={page + 1} isPossible={page < pageCount} label={t('next')} icon={<ChevronRight />} />
        </div>
      )}
    </nav>
  )
}

interface PageLinkProps extends Pick<PaginationProps, 'getHref' | 'onPage' | 'page'> {
  isPossible: boolean
  label: string
  icon: ReactNode
}

function PageLink({ page, isPossible, label, icon, getHref, onPage }: PageLinkProps) {
  const className = getButtonClass({ variant: 'secondary', size: 'small', isIconOnly: true, isBlocked: !isPossible })
  if (!isPossible) {
    return (
      <span aria-hidden className={className}>
        {icon}
      </span>
    )
  }
  const show = (event: MouseEvent) => {
    if (!onPage || isForBrowser(event)) return
    event.preventDefault()
    onPage(page)
  }
  return (
    <IntentLink
      href={getHref(page)}
      onClick={onPage ? show : undefined}
      aria-label={label}
      data-tip={label}
      className={className}
    >
      {icon}
    </IntentLink>
  )
}
