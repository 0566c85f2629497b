'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog, type DialogProps } from '#components/ui/dialog.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { SubmitButton } from './submit-button.tsx'

interface FormDialogProps extends Pick<DialogProps, 'title' | 'description' | 'size'> {
  onClose: () => void
  /** What is inside, usually an ActionForm, which says when it is being sent. */
  children: (onBusyChange: (isBusy: boolean) => void) => ReactNode
}

/** The window around a form that is opened for as long as it is there; while it is sent, nothing closes it. */
export function FormDialog({ onClose, children, ...head }: FormDialogProps) {
  const [isBusy, setIsBusy] = useState(false)
  return (
    <Dialog {...head} isOpen isDismissable={!isBusy} onOpenChange={(isOpen) => !isOpen && onClose()}>
      {children(setIsBusy)}
    </Dialog>
  )
}

interface FormButtonsProps {
  onCancel: () => void
  /** Why it cannot be sent as it is. */
  disabledReason?: string | null
  /** What sends it: "Create". */
  children: ReactNode
}

/** The end of an ActionForm in a FormDialog. */
export function FormButtons({ onCancel, disabledReason, children }: FormButtonsProps) {
  const t = useTranslations('ui.form')
  return (
    <DialogFooter>
      <Button onClick={onCancel}>{t('cancel')}</Button>
      <SubmitButton disabledReason={disabledReason}>{children}</SubmitButton>
    </DialogFooter>
  )
}
