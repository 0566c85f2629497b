import type { ReactNode } from 'react'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { pickMessages } from '#lib/i18n/pick-messages.ts'

/** What the form says. */
const MESSAGES = ['workloads', 'launchPage'] as const

export default async function LaunchLayout({ children }: { children: ReactNode }) {
  return <MoreMessages messages={await pickMessages(MESSAGES)}>{children}</MoreMessages>
}
