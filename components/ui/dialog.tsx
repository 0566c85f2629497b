'use client'

import { type ReactNode, useEffect } from 'react'
import { useOnDemand } from './use-on-demand.ts'

export interface DialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  /** One or two sentences below the title. */
  description?: ReactNode
  size?: 'small' | 'normal' | 'wide'
  /** False while something is under way that must not lose its window. */
  isDismissable?: boolean
  /** Buttons; the one that does it comes last. Pressing outside, Esc and the cross close as well. */
  footer?: ReactNode
  children?: ReactNode
}

const loadWindow = () => import('./dialog-window.tsx')

/** Fetches the code of dialogs ahead, for instance when the pointer comes near the button that opens one. */
export function prepareDialog() {
  loadWindow().catch(() => {})
}

/** Something to answer before going on. On a phone it comes from below. */
export function Dialog(props: DialogProps) {
  return <Window {...props} shape="center" />
}

/** A side of the page for something longer: details, a form. */
export function Sheet({ side = 'right', ...props }: DialogProps & { side?: 'left' | 'right' }) {
  return <Window {...props} shape={side} />
}

function Window(props: DialogProps & { shape: 'center' | 'left' | 'right' }) {
  const { Component: DialogWindow, start } = useOnDemand(loadWindow)
  const { isOpen } = props
  const isMissing = DialogWindow === null
  useEffect(() => {
    if (isOpen && isMissing) start()
  })
  return DialogWindow && <DialogWindow {...props} />
}
