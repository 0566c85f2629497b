'use client'

import { useTranslations } from 'next-intl'
import { FormProblem } from '#components/form/form-problem.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import type { ErrorView } from '#lib/http/result.ts'

interface ConfirmDialogProps {
  title: string
  /** What will happen, sentence by sentence. */
  consequences: string[]
  confirmLabel: string
  tone: 'primary' | 'danger'
  isBusy: boolean
  problem: ErrorView | null
  onConfirm: () => void
  onClose: () => void
}

/** For what can be undone: it says what will happen, and needs one yes. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, consequences, confirmLabel, tone, isBusy, problem, onConfirm, onClose } = props
  const t = useTranslations('admin.users')
  return (
    <Dialog
      isOpen
      isDismissable={!isBusy}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant={tone} isBusy={isBusy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {problem && <FormProblem error={problem} />}
        <ul className="grid list-disc gap-1.5 ps-5 marker:text-quiet">
          {consequences.map((consequence) => (
            <li key={consequence}>{consequence}</li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
