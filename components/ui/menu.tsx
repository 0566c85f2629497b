'use client'

import { cloneElement, type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode, useState } from 'react'
import { useOnDemand } from './use-on-demand.ts'

export type MenuEntry =
  | {
      kind: 'action'
      id: string
      label: string
      icon?: ReactNode
      /** Beside the label: a key, a number. */
      hint?: ReactNode
      tone?: 'danger'
      /** Why it cannot be chosen now; shown below the label. */
      disabledReason?: string | null
      onSelect: () => void
    }
  | {
      kind: 'link'
      id: string
      label: string
      icon?: ReactNode
      hint?: ReactNode
      href: string
      isCurrent?: boolean
      /** Leads out of the portal: in a new tab, and never fetched ahead. */
      isOutside?: boolean
    }
  | { kind: 'check'; id: string; label: string; isChecked: boolean; onChange: (isChecked: boolean) => void }
  | {
      kind: 'choice'
      id: string
      label: string
      value: string
      options: { value: string; label: string; icon?: ReactNode; lang?: string }[]
      onChange: (value: string) => void
    }
  | { kind: 'heading'; id: string; label: ReactNode }
  | { kind: 'separator'; id: string }

export interface MenuProps {
  /** What the menu is about; read aloud. */
  label: string
  /** A Button or IconButton. */
  trigger: ReactElement<Record<string, unknown>>
  entries: MenuEntry[]
  align?: 'start' | 'end'
}

const loadPopup = () => import('./menu-popup.tsx')

export function Menu(props: MenuProps) {
  const { Component: MenuPopup, prepare, start } = useOnDemand(loadPopup)
  const [isByKey, setIsByKey] = useState(false)
  if (MenuPopup) return <MenuPopup {...props} isByKey={isByKey} />
  const open = (isKey: boolean) => {
    setIsByKey(isKey)
    start()
  }
  return cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: prepare,
    onFocus: prepare,
    // Keys press without a place.
    onClick: ({ detail }: MouseEvent) => open(detail === 0),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      open(true)
    },
  })
}
