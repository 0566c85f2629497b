'use client'

import { cloneElement, type ReactElement, type ReactNode } from 'react'
import { useOnDemand } from './use-on-demand.ts'

export interface PopoverProps {
  title: string
  /** A Button or IconButton. */
  trigger: ReactElement<Record<string, unknown>>
  align?: 'start' | 'center' | 'end'
  children: ReactNode
}

const loadPopup = () => import('./popover-popup.tsx')

/** More about one thing, beside it. What must be answered is a Dialog. */
export function Popover(props: PopoverProps) {
  const { Component: PopoverPopup, prepare, start } = useOnDemand(loadPopup)
  if (PopoverPopup) return <PopoverPopup {...props} />
  return cloneElement(props.trigger, {
    'aria-haspopup': 'dialog',
    'aria-expanded': false,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: start,
  })
}
