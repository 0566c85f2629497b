'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

interface ForGoodDialogProps {
  count: number
  /** Of the one; null for more. */
  name: string | null
  onClose: () => void
  onConfirm: () => void
}

/** Past the trash there is no way back, so it asks. */
export default function ForGoodDialog({ count, name, onClose, onConfirm }: ForGoodDialogProps) {
  const t = useTranslations('files.forGood')
  return (
    <Dialog
      isOpen
      size="small"
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={name === null ? t('titleMany', { count }) : t('title', { name })}
      description={t('text')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              onClose()
              onConfirm()
            }}
          >
            {t('confirm')}
          </Button>
        </>
      }
    />
  )
}
