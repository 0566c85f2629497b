'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { getLastName, getParentPath, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { toDisplayPath } from './display-path.ts'
import type { ClashAnswer, ClashChoice } from './run-task.ts'

export interface ClashDialogProps {
  /** What is there already, as a path of the wire. */
  path: string
  /** How many others are taken as well. */
  rest: number
  onAnswer: (answer: ClashAnswer) => void
  /** Nothing more is done; what was done stays. */
  onCancel: () => void
}

const CHOICES = ['keep-both', 'replace', 'skip'] as const

/** A name is taken: what should happen to the one and the other. */
export default function ClashDialog({ path, rest, onAnswer, onCancel }: ClashDialogProps) {
  const t = useTranslations('files.clash')
  const [rule, setRule] = useState<ClashChoice>('keep-both')
  const [isForAll, setIsForAll] = useState(false)
  const name = toDisplayName(getLastName(path))
  const folder = getParentPath(path)
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onCancel()}
      title={t('title', { name })}
      description={folder === '' ? t('atRoot') : t('inFolder', { folder: toDisplayPath(folder) })}
      footer={
        <>
          <Button onClick={onCancel}>{t('cancel')}</Button>
          <Button
            variant={rule === 'replace' ? 'danger' : 'primary'}
            onClick={() => onAnswer({ rule, isForAll: isForAll && rest > 0 })}
          >
            {t(`do.${rule}`)}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <RadioGroup
          name="clash"
          label={t('label')}
          isLabelHidden
          value={rule}
          onChange={(event) => setRule(CHOICES.find((one) => one === event.target.value) ?? 'keep-both')}
          options={CHOICES.map((value) => ({
            value,
            label: t(`choices.${value}`),
            description: t(`texts.${value}`),
          }))}
        />
        {rest > 0 && (
          <Checkbox
            label={t('forAll', { count: rest })}
            checked={isForAll}
            onChange={(event) => setIsForAll(event.target.checked)}
          />
        )}
      </div>
    </Dialog>
  )
}
