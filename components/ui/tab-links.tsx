import type { MouseEvent } from 'react'
import { IntentLink } from './intent-link.tsx'
import { isForBrowser } from './is-for-browser.ts'
import { TAB_CLASS, TAB_LIST_CLASS } from './tab-class.ts'

const LINK_CLASS = `${TAB_CLASS} inline-flex items-center`

interface TabLinksProps {
  label: string
  /** With `onOpen` the view is at hand, and no server is asked for it. */
  tabs: { href: string; label: string; isCurrent: boolean; onOpen?: () => void }[]
}

/** Views of one thing, each with an address. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className={TAB_LIST_CLASS}>
      {tabs.map(({ href, label: text, isCurrent, onOpen }) =>
        onOpen ? (
          <a
            key={href}
            href={href}
            onClick={(event) => openHere(event, onOpen)}
            aria-current={isCurrent ? 'page' : undefined}
            className={LINK_CLASS}
          >
            {text}
          </a>
        ) : (
          <IntentLink key={href} href={href} aria-current={isCurrent ? 'page' : undefined} className={LINK_CLASS}>
            {text}
          </IntentLink>
        ),
      )}
    </nav>
  )
}

function openHere(event: MouseEvent, onOpen: () => void) {
  if (isForBrowser(event)) return
  event.preventDefault()
  onOpen()
}
