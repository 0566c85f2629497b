import type { ReactNode } from 'react'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { pickMessages } from '#lib/i18n/pick-messages.ts'

/** What the form says beyond what the pages of workloads do. */
const MESSAGES = ['launchPage'] as const

export default async function EditLayout({ children }: { children: ReactNode }) {
  return <MoreMessages messages={await pickMessages(MESSAGES)}>{children}</MoreMessages>
}
