import type { ReactNode } from 'react'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { pickMessages } from '#lib/i18n/pick-messages.ts'

/** What the pages of workloads say. */
const MESSAGES = ['workloads', 'workloadsPage', 'workloadLogs', 'workloadTerminal'] as const

export default async function WorkloadsLayout({ children }: { children: ReactNode }) {
  return <MoreMessages messages={await pickMessages(MESSAGES)}>{children}</MoreMessages>
}
