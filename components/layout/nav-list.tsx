'use client'

import { usePathname } from 'next/navigation'
import { classNames } from '#components/ui/class-names.ts'
import { IntentLink } from '#components/ui/intent-link.tsx'
import { NavPicture } from './nav-icon.tsx'
import { isOfEntry, type ShellEntry } from './shell-model.ts'

interface NavListProps {
  label: string
  isLabelShown?: boolean
  entries: ShellEntry[]
  onLeave?: () => void
}

export function NavList({ label, isLabelShown = false, entries, onLeave }: NavListProps) {
  const pathname = usePathname()
  return (
    <nav aria-label={label}>
      {isLabelShown && (
        <p aria-hidden className="px-2 pb-1 text-table text-quiet">
          {label}
        </p>
      )}
      <ul className="grid gap-0.5">
        {entries.map((entry) => {
          const { label: text, href, opensAt = href, icon } = entry
          const isCurrent = isOfEntry(pathname, entry)
          return (
            <li key={href}>
              <IntentLink
                href={opensAt}
                onClick={onLeave}
                aria-current={isCurrent ? 'page' : undefined}
                className={classNames(
                  'flex h-8 items-center gap-2.5 rounded-item px-2 font-medium transition-colors pointer-coarse:h-11',
                  isCurrent ? 'bg-accent-soft text-accent' : 'text-quiet hover:bg-hover hover:text-ink',
                )}
              >
                <NavPicture icon={icon} />
                <span className="truncate">{text}</span>
              </IntentLink>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
