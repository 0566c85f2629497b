'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { FormProblem } from '#components/form/form-problem.tsx'
import { signOut } from '#components/session/session-end.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog, prepareDialog } from '#components/ui/dialog.tsx'
import type { ErrorView } from '#lib/http/result.ts'
import { endAllSessionsAction } from '#lib/users/actions.ts'

/** Ends every session of the person, the one at hand included. */
export function SignOutEverywhere() {
  const t = useTranslations('profile.sessions')
  const [isOpen, setIsOpen] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<ErrorView | null>(null)

  const endAll = async () => {
    setIsBusy(true)
    const result = await endAllSessionsAction({})
    setIsBusy(false)
    // Also where the provider ends its session.
    if (result.ok || result.error.code === 'UNAUTHENTICATED') signOut()
    else setProblem(result.error)
  }
  return (
    <>
      <Button onPointerEnter={prepareDialog} onFocus={prepareDialog} onClick={() => setIsOpen(true)}>
        {t('endAll')}
      </Button>
      <Dialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        isDismissable={!isBusy}
        size="small"
        title={t('endAllTitle')}
        description={t('endAllText')}
        footer={
          <>
            <Button onClick={() => setIsOpen(false)}>{t('cancel')}</Button>
            <Button variant="danger" isBusy={isBusy} onClick={() => void endAll()}>
              {t('endAll')}
            </Button>
          </>
        }
      >
        {problem && <FormProblem error={problem} />}
      </Dialog>
    </>
  )
}
