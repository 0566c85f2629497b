'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { Field } from '#components/form/field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import type { EntryFields } from '#lib/config/schema-input.ts'
import { parseEnvironmentText } from '#lib/workloads/schema-dotenv.ts'

interface DotenvDialogProps {
  onDone: (entries: EntryFields[]) => void
  onClose: () => void
}

/** Lines such as NAME=value become entries. */
export default function DotenvDialog({ onDone, onClose }: DotenvDialogProps) {
  const t = useTranslations('config.dotenv')
  const [text, setText] = useState('')
  const { variables, problems } = parseEnvironmentText(text)
  const take = () => {
    onDone(variables.map(({ name, value }) => ({ source: 'text', name, text: value })))
    onClose()
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('title')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" disabledReason={variables.length === 0 ? t('nothing') : null} onClick={take}>
            {t('submit', { count: variables.length })}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label={t('text')} description={t('textHint')}>
          {(control) => (
            <TextArea
              {...control}
              isMono
              rows={10}
              autoComplete="off"
              className="text-table"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {problems.length > 0 && (
          <Banner tone="warning" isNews>
            <p>{t('problems', { count: problems.length })}</p>
            <ul className="mt-1 grid gap-0.5 text-table">
              {problems.slice(0, 5).map(({ line, text: wrong }) => (
                <li key={line} className="break-all">
                  {t('line', { line })} <span className="font-mono">{wrong}</span>
                </li>
              ))}
            </ul>
          </Banner>
        )}
      </div>
    </Dialog>
  )
}
