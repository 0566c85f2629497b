'use client'

import { type Messages, NextIntlClientProvider, useLocale, useMessages } from 'next-intl'
import { type ReactNode, useMemo } from 'react'

/** Adds to the sentences that the browser has, so that each part of the portal brings only its own. */
export function MoreMessages({ messages: more, children }: { messages: Partial<Messages>; children: ReactNode }) {
  const known = useMessages()
  const messages = useMemo(() => ({ ...known, ...more }), [known, more])
  return (
    <NextIntlClientProvider locale={useLocale()} messages={messages}>
      {children}
    </NextIntlClientProvider>
  )
}
