import { IntentLink } from './intent-link.tsx'
import { TAB_CLASS, TAB_LIST_CLASS } from './tab-class.ts'

interface TabLinksProps {
  label: string
  tabs: { href: string; label: string; isCurrent: boolean }[]
}

/** Views of one thing, each with an address. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className={TAB_LIST_CLASS}>
      {tabs.map((tab) => (
        <IntentLink
          key={tab.href}
          href={tab.href}
          aria-current={tab.isCurrent ? 'page' : undefined}
          className={`${TAB_CLASS} inline-flex items-center`}
        >
          {tab.label}
        </IntentLink>
      ))}
    </nav>
  )
}
