'use client'

import { FilePlus2, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFieldArray, useWatch } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { useIsFixed } from './launch-context.tsx'
import { Fixable, LaunchField, PlaceProblem } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { RowActions } from './rows.tsx'

/** Small files that are made for this workload and lie in /config. */
export function FilesSection() {
  return (
    <>
      <Fixable name="files">
        <FileRows />
      </Fixable>
      {useIsFixed('files') && <FixedTexts />}
    </>
  )
}

/** To read, since nobody can change them here. */
function FixedTexts() {
  const files = useWatch<LaunchValues, 'files'>({ name: 'files' })
  return files.map(({ name, text }) => (
    <Fold key={name} summary={name}>
      <CodeBlock label={`/config/${name}`} code={text} />
    </Fold>
  ))
}

function FileRows() {
  const t = useTranslations('launchPage.fields.files')
  const { fields, append, remove } = useFieldArray<LaunchValues, 'files'>({ name: 'files' })
  return (
    <>
      <p className="max-w-text text-table text-pretty text-quiet">{t('text')}</p>
      {fields.map(({ id }, at) => (
        <fieldset key={id} className="grid gap-3 rounded-box border border-line p-3">
          <legend className="sr-only">{t('row', { number: at + 1 })}</legend>
          <LaunchField name={`files.${at}.name`} label={t('name')}>
            {(control) => (
              <div className="flex gap-2">
                <TextInput {...control} isMono autoComplete="off" placeholder="settings.json" />
                <IconButton
                  variant="ghost"
                  label={t('remove', { number: at + 1 })}
                  icon={<Trash2 />}
                  onClick={() => remove(at)}
                />
              </div>
            )}
          </LaunchField>
          <LaunchField name={`files.${at}.text`} label={t('content')}>
            {(control) => <TextArea {...control} isMono rows={8} />}
          </LaunchField>
        </fieldset>
      ))}
      <PlaceProblem path="files" />
      <RowActions>
        <Button size="small" icon={<FilePlus2 />} onClick={() => append({ name: '', text: '' })}>
          {t('add')}
        </Button>
      </RowActions>
    </>
  )
}
