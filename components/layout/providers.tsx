'use client'

import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { Toaster } from '#components/feedback/toaster.tsx'
import { ClockProvider } from '#components/ui/clock.tsx'
import { Part } from '#components/ui/part.tsx'

const loadTooltips = () => import('#components/ui/tooltip-layer.tsx')

interface ProvidersProps {
  /** Of the page's security policy, for the script that sets the theme before the first paint. */
  nonce?: string
  /** When the server made the page. */
  renderedAtMs: number
  children: ReactNode
}

/** What every page needs once, inside NextIntlClientProvider. */
export function Providers({ nonce, renderedAtMs, children }: ProvidersProps) {
  return (
    <ThemeProvider nonce={nonce} disableTransitionOnChange>
      <ClockProvider renderedAtMs={renderedAtMs}>
        {children}
        <Part load={loadTooltips} />
        <Toaster />
      </ClockProvider>
    </ThemeProvider>
  )
}
