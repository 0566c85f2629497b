import type { ReactNode } from 'react'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { requireAdmin } from '#lib/auth/authorize.ts'
import { runLayout } from '#lib/http/page.ts'
import { pickMessages } from '#lib/i18n/pick-messages.ts'

const MESSAGES = ['admin'] as const

/** The sentences of administration are for administrators only. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return runLayout(async (actor) => {
    // The pages ask too, but what they show while they load has been sent by then, with the status of a page that exists.
    if (actor) requireAdmin(actor, 'read')
    return <MoreMessages messages={await pickMessages(MESSAGES)}>{children}</MoreMessages>
  })
}
