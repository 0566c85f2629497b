import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Link } from './link.tsx'

export interface Crumb {
  label: string
  /** Not for the last one, which is the page itself. */
  href?: string
}

/** Where this page lies. On a phone only the last two remain. */
export function Breadcrumbs({ items, label }: { items: Crumb[]; label?: string }) {
  const t = useTranslations('ui')
  return (
    <nav aria-label={label ?? t('breadcrumbs')} className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1">
        {items.map((item, index) => (
          <li
            key={`${item.label} ${item.href ?? ''}`}
            className={
              index < items.length - 2 ? 'hidden items-center gap-1 md:flex' : 'flex min-w-0 items-center gap-1'
            }
          >
            {index > 0 && (
              <ChevronRight
                aria-hidden
                className={
                  index === items.length - 2
                    ? 'hidden size-4 shrink-0 text-quiet md:block'
                    : 'size-4 shrink-0 text-quiet'
                }
              />
            )}
            {item.href && index < items.length - 1 ? (
              <Link variant="quiet" href={item.href} className="max-w-48 truncate">
                <span className="text-quiet">{item.label}</span>
              </Link>
            ) : (
              <span aria-current={index === items.length - 1 ? 'page' : undefined} className="truncate font-medium">
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
